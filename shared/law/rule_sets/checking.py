"""What only shows when the rows of a rule set are seen together: dangling references, overlapping validity."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any, get_args

from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.errors import OverlappingValidity, UnknownReference
from shared.law.rule_sets.fields import Model, Ref, Row
from shared.law.rule_sets.placed import Placed
from shared.law.rule_sets.sheets import Form

_CITED = Ref(("articles",))

Path = tuple[str, ...]
"""The way to a value: fields, places and keys."""


def check_references(rows: Sequence[Placed]) -> None:
    """Every row that another names, and each cited place of the Code, must be there; raises `UnknownReference`."""
    known: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for placed in rows:
        known[placed.table][placed.key] = placed.value
        if placed.slot.form is Form.ORDERED:
            known[placed.table] |= {row.key: row for row in placed.value if row.key}
    for placed in rows:
        for name, path, row in placed.rows():
            for field, to, target in _references(row, _reference_in(placed.slot.model), path):
                key = target.article if isinstance(target, Citation) else target
                found = next((known[table][key] for table in to.tables if key in known[table]), None)
                if found is None:
                    detail = f"unknown {' or '.join(map(_kind, to.tables))} {key!r}"
                elif isinstance(target, Citation) and not found.holds(target):
                    detail = f"{target} is not in the article"
                else:
                    continue
                raise UnknownReference(detail, file=placed.file, row=name, field=".".join(field) or None)


def check_validity(rows: Iterable[Placed], valid_from: date, valid_to: date | None) -> None:
    """Rows with the same identifier must follow one another in time; raises `OverlappingValidity`."""
    same: defaultdict[tuple[str, str], list[Placed]] = defaultdict(list)
    for placed in rows:
        same[placed.identity].append(placed)
    for versions in same.values():
        if len(versions) > 1:
            _check_versions(versions, valid_from, valid_to)


def cited_articles(rows: Model) -> set[str]:
    """The articles that a row, or what is nested in it, cites."""
    return {target.article for _, _, target in _references(rows, None) if isinstance(target, Citation)}


def _check_versions(versions: Sequence[Placed], valid_from: date, valid_to: date | None) -> None:
    """Rows of a sheet have no days of their own: two of them always overlap."""
    in_order = sorted(versions, key=lambda placed: getattr(placed.value, "valid_from", None) or valid_from)
    for earlier, later in pairwise(in_order):
        if not isinstance(later.value, Row):
            field = later.value.identified_by[0] if later.key else later.name
        elif (earlier.value.valid_to or valid_to or date.max) >= (later.value.valid_from or valid_from):
            field = "valid_from"
        else:
            continue
        detail = f"holds on the same days as another row of that identifier in {earlier.file}"
        raise OverlappingValidity(detail, file=later.file, row=later.name, field=field)


def _kind(table: str) -> str:
    name = table.rpartition(".")[2].replace("_", " ")
    return name.removesuffix("es" if name.endswith("ses") else "s")


def _references(value: Any, ref: Ref | None, path: Path = ()) -> Iterator[tuple[Path, Ref, str]]:
    """Path, reference and target of everything that a value, and what is nested in it, points to."""
    for place, target in _each(value):
        if isinstance(target, Model):
            for field, nested in _referring_fields(type(target)).items():
                yield from _references(getattr(target, field), nested, (*path, *place, field))
        elif isinstance(target, Citation):
            yield path, _CITED, target
        elif target is not None and ref is not None:
            yield path, ref, f"{ref.prefix}{target}"


def _each(value: Any) -> Iterable[tuple[Path, Any]]:
    """The values in a field, each with its place in it."""
    if isinstance(value, tuple | frozenset):
        return (((str(place),), each) for place, each in enumerate(value))
    if isinstance(value, dict):
        return (((str(key), *place), each) for key, inner in value.items() for place, each in _each(inner))
    return (((), value),)


@cache
def _referring_fields(model: type[Model]) -> Mapping[str, Ref | None]:
    """The fields that may refer to something: by identifier, by article, or by a row nested in them."""
    points = {name: _points((field.annotation, *field.metadata)) for name, field in model.model_fields.items()}
    return {name: found if isinstance(found, Ref) else None for name, found in points.items() if found}


@cache
def _reference_in(annotation: Any) -> Ref | None:
    found = _points((annotation,))
    return found if isinstance(found, Ref) else None


def _points(annotations: Iterable[Any]) -> Ref | type | None:
    """What in an annotation refers to something: a reference, or the type of a citation or of a nested row."""
    for annotation in annotations:
        if isinstance(annotation, Ref):
            return annotation
        if isinstance(annotation, type) and issubclass(annotation, Citation | Model):
            return annotation
        if not isinstance(annotation, str) and (inner := _points(get_args(annotation))):
            return inner
    return None
