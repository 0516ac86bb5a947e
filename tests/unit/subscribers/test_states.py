"""The present state of a stream: what a revision replaced is gone, and of each measure the last move counts."""

from typing import Any

from services.subscribers.delivery.states import entries_that_count

ADDED, MOVED, COST = (
    f"lea.proceedings.{name}.v1" for name in ("measure-added", "measure-status-changed", "cost-incurred")
)


def _entry(day: str, type_: str, **data: Any) -> dict[str, Any]:
    return {"day": day, "type": type_, "data": data}


def _revised(day: str, since: str, *entries: dict[str, Any]) -> dict[str, Any]:
    return _entry(day, "lea.proceedings.course-revised.v1", since=since, entries=list(entries))


def test_the_last_move_of_each_measure_counts() -> None:
    first, other = (_entry("2026-03-02", MOVED, measure=name, status="in-force") for name in ("a", "b"))
    last = _entry("2026-03-05", MOVED, measure="a", status="cancelled")
    assert entries_that_count([first, other, last]) == [other, last]


def test_all_else_counts_each_for_itself() -> None:
    costs = [_entry("2026-03-02", COST, cost=name) for name in ("trip", "stamp")]
    assert entries_that_count(costs) == costs


def test_what_a_revision_replaced_is_gone() -> None:
    before, replaced = _entry("2026-03-02", COST, cost="trip"), _entry("2026-03-05", COST, cost="stamp")
    anew, later = _entry("2026-03-05", COST, cost="letter"), _entry("2026-03-09", ADDED, measure="a")
    revised = _revised("2026-03-05", "2026-03-05", anew)
    assert entries_that_count([before, replaced, revised, later]) == [before, anew, later]


def test_a_correction_is_replaced_by_no_revision() -> None:
    made = _entry("2026-03-09", "lea.proceedings.correction-made.v1", correction="c")
    assert entries_that_count([made, _revised("2026-03-05", "2026-03-05")]) == [made]
