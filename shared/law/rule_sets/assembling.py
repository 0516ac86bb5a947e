"""Put rule sets side by side: what one takes over from another, when each ends, whether all fits together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from shared.law.rule_sets.checking import check_citations, check_references, check_validity
from shared.law.rule_sets.errors import OverlappingValidity, UnknownReference
from shared.law.rule_sets.reading import HEADER, Header, Placed


@dataclass(frozen=True)
class Contents:
    """A rule set as read: its header, its rows, its last day."""

    header: Header
    rows: tuple[Placed, ...]
    valid_to: date | None


def assembled(read: Sequence[Contents]) -> Sequence[Contents]:
    """The rule sets with inherited rows and last days, checked; raises `RuleSetError`."""
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
        check_citations(contents.rows)
        check_validity(contents.rows, contents.header.valid_from, contents.valid_to)
    return complete


def _with_inherited(contents: Contents, by_id: Mapping[str, Contents]) -> tuple[Placed, ...]:
    header = contents.header
    if header.based_on is None:
        return contents.rows
    base = by_id.get(header.based_on)
    if base is None or base.header.valid_from >= header.valid_from:
        raise UnknownReference(
            f"there is no earlier rule set {header.based_on!r}", file=HEADER, row=header.id, field="based_on"
        )
    replaced = {(placed.row.table, placed.row.id) for placed in contents.rows}
    replaced |= {(table, row) for table, ids in header.repealed.items() for row in ids}
    inherited = (
        Placed(placed.row.model_copy(update={"rule_set": header.id}), placed.file)
        for placed in _with_inherited(base, by_id)
        if (placed.row.table, placed.row.id) not in replaced
    )
    return (*inherited, *contents.rows)


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
