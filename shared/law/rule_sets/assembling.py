"""Put rule sets side by side: what one takes over from another, when each ends, whether all fits together."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from shared.law.rule_sets.building import part_of
from shared.law.rule_sets.checking import check_references, check_validity
from shared.law.rule_sets.errors import OverlappingValidity, UnknownReference, UnreadableFile
from shared.law.rule_sets.fields import Row
from shared.law.rule_sets.parts import PARTS
from shared.law.rule_sets.placed import Placed
from shared.law.rule_sets.reading import HEADER, Header
from shared.law.rule_sets.sheets import Form, Part, sheets_of, slots_of
from shared.law.rule_sets.tables import TABLES


@dataclass(frozen=True)
class Contents:
    """A rule set as read: its header, its rows, its last day; when it is complete, its parts."""

    header: Header
    rows: tuple[Placed, ...]
    valid_to: date | None
    parts: Mapping[type[Part], Part] = field(default_factory=dict)


def assembled(read: Sequence[Contents]) -> Sequence[Contents]:
    """The rule sets with inherited rows, last days and parts, checked; raises `RuleSetError`."""
    by_id: dict[str, Contents] = {}
    for contents in read:
        if contents.header.id in by_id:
            raise OverlappingValidity("another rule set has this id", file=HEADER, row=contents.header.id, field="id")
        by_id[contents.header.id] = contents
    complete = [replace(contents, rows=_with_inherited(contents, by_id)) for contents in read]
    ends = _last_days([contents.header for contents in read])
    complete = [replace(contents, valid_to=ends[contents.header.id]) for contents in complete]
    for contents in complete:
        check_references(contents.rows)
        check_validity(contents.rows, contents.header.valid_from, contents.valid_to)
    return [
        replace(contents, parts={part: part_of(part, contents.header.id, contents.rows) for part in PARTS})
        for contents in complete
    ]


def _with_inherited(contents: Contents, by_id: Mapping[str, Contents]) -> tuple[Placed, ...]:
    """The rows of the rule set it is based on, each replaced in its place, and after them what is new."""
    header = contents.header
    if header.based_on is None:
        return contents.rows
    base = by_id.get(header.based_on)
    if base is None or base.header.valid_from >= header.valid_from:
        raise UnknownReference(
            f"there is no earlier rule set {header.based_on!r}", file=HEADER, row=header.id, field="based_on"
        )
    own: defaultdict[tuple[str, str], list[Placed]] = defaultdict(list)
    for placed in contents.rows:
        own[placed.identity].append(placed)
    inherited = _with_inherited(base, by_id)
    gone = {*own, *_repealed(header, {placed.identity for placed in inherited})}
    rows: list[Placed] = []
    for placed in inherited:
        rows += own.pop(placed.identity, ()) if placed.identity in gone else [_taken_over(placed, header.id)]
    return (*rows, *(placed for versions in own.values() for placed in versions))


def _taken_over(placed: Placed, rule_set: str) -> Placed:
    if not isinstance(placed.value, Row):
        return placed
    return replace(placed, value=placed.value.model_copy(update={"rule_set": rule_set}))


def _repealed(header: Header, inherited: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for table, keys in header.repealed.items():
        if table not in _tables_with_keys():
            raise UnreadableFile(f"there is no table {table!r} of rows", file=HEADER, row=header.id, field="repealed")
        for key in keys:
            if (table, key) not in inherited:
                detail = f"{header.based_on} has no row {key!r} in {table}"
                raise UnknownReference(detail, file=HEADER, row=header.id, field="repealed")
            yield table, key


@cache
def _tables_with_keys() -> frozenset[str]:
    """The tables of which a single row can be repealed."""
    slots = (
        slot
        for part in PARTS
        for name, sheet in sheets_of(part).items()
        for slot in slots_of(sheet, f"{part.folder}.{name}").values()
    )
    return frozenset({*TABLES, *(slot.table for slot in slots if slot.form in {Form.KEYED, Form.NAMED})})


def _last_days(headers: Sequence[Header]) -> dict[str, date | None]:
    """The last day of each: its own, or the day before the rule set that is based on it."""
    ends = {header.id: header.valid_to for header in headers}
    for header in headers:
        if header.based_on is not None and ends[header.based_on] is None:
            ends[header.based_on] = header.valid_from - timedelta(days=1)
    for earlier, later in pairwise(sorted(headers, key=lambda header: header.valid_from)):
        if (ends[earlier.id] or date.max) >= later.valid_from:
            raise OverlappingValidity(
                f"holds on the same days as {earlier.id}", file=HEADER, row=later.id, field="valid_from"
            )
    return ends
