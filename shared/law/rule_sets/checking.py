"""What only shows when the rows of a rule set are seen together: dangling references, overlapping validity."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any, get_args

from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.errors import OverlappingValidity, UnknownReference
from shared.law.rule_sets.fields import Ref, Row
from shared.law.rule_sets.reading import Placed
from shared.law.rule_sets.rows import Article


def check_references(rows: Iterable[Placed]) -> None:
    """Every identifier that points to another table must be there; raises `UnknownReference`."""
    rows = list(rows)
    known: defaultdict[str, set[str]] = defaultdict(set)
    for placed in rows:
        known[placed.row.table].add(placed.row.id)
    for placed in rows:
        for field, tables, target in _references(placed.row):
            if not any(target in known[table] for table in tables):
                kind = " or ".join(table.removesuffix("s").replace("_", " ") for table in tables)
                raise UnknownReference(f"unknown {kind} {target!r}", file=placed.file, row=placed.row.id, field=field)


def check_citations(rows: Iterable[Placed]) -> None:
    """Every cited part and indent must be in its article; raises `UnknownReference`."""
    rows = list(rows)
    articles = {placed.row.id: placed.row for placed in rows if isinstance(placed.row, Article)}
    for placed in rows:
        for field, place in _citations(placed.row):
            article = articles.get(place.article)
            if article is not None and not article.holds(place):
                raise UnknownReference(
                    f"{place} is not in the article", file=placed.file, row=placed.row.id, field=field
                )


def check_validity(rows: Iterable[Placed], valid_from: date, valid_to: date | None) -> None:
    """Rows with the same identifier must follow one another in time; raises `OverlappingValidity`."""
    same: defaultdict[tuple[str, str], list[Placed]] = defaultdict(list)
    for placed in rows:
        same[placed.row.table, placed.row.id].append(placed)
    for versions in same.values():
        in_order = sorted(versions, key=lambda placed: placed.row.valid_from or valid_from)
        for earlier, later in pairwise(in_order):
            if (earlier.row.valid_to or valid_to or date.max) >= (later.row.valid_from or valid_from):
                raise OverlappingValidity(
                    f"holds on the same days as another row of that identifier in {earlier.file}",
                    file=later.file,
                    row=later.row.id,
                    field="valid_from",
                )


def _citations(row: Row) -> Iterator[tuple[str, Citation]]:
    for field in type(row).model_fields:
        value = getattr(row, field)
        for place in value if isinstance(value, tuple) else (value,):
            if isinstance(place, Citation):
                yield field, place


def _references(row: Row) -> Iterator[tuple[str, tuple[str, ...], str]]:
    for field, tables in _referring_fields(type(row)).items():
        value = getattr(row, field)
        for target in value if isinstance(value, tuple) else (value,):
            if target is not None:
                yield field, tables, target


@cache
def _referring_fields(model: type[Row]) -> Mapping[str, tuple[str, ...]]:
    found = {name: _ref_in((field.annotation, *field.metadata)) for name, field in model.model_fields.items()}
    return {name: ref.tables for name, ref in found.items() if ref is not None}


def _ref_in(annotations: Iterable[Any]) -> Ref | None:
    for annotation in annotations:
        if isinstance(annotation, Ref):
            return annotation
        if not isinstance(annotation, str) and (inner := _ref_in(get_args(annotation))):
            return inner
    return None
