"""The order of acts within a day, where nobody stated it."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any
from uuid import UUID

from contracts.events.debtor_groups import RepaidByAnotherDebtor
from contracts.events.duties import DutyClosed
from contracts.events.proceedings import DutyOpened, MeasureAdded
from contracts.problems import Problem
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.course import Course
from services.proceedings.domain.journal import stated
from services.proceedings.domain.rules import Rules
from shared.law.procedures import Act, ActRow, Procedure, in_order

Ranking = Callable[[Act, ActRow], tuple[int, str]]
Walk = Callable[[Course, Procedure, Sequence[Act], Ranking], None]


def ranking(rules: Rules) -> Ranking:
    """The places of acts whose order is not stated: the ranks of their rows, then their content."""

    def rank(act: Act, row: ActRow) -> tuple[int, str]:
        # Acts that state the same may still differ in what is stated about them.
        content = stated(act.data) + (act.recording.model_dump_json() if act.recording else "")
        # What has no stated time comes before what has one: in all proceedings of debtors who share a debt alike.
        return _rank(rules, act, row), f"{_stage(rules, act)}{act.time is not None:d}{content}"

    return rank


def _rank(rules: Rules, act: Act, row: ActRow) -> int:
    """The rank of its row; what another debtor repaid stands where that act stands in his own proceeding."""
    if not isinstance(act.data, RepaidByAnotherDebtor):
        return row.rank
    return rules.law.procedures.enforcement.rows[act.data.what].rank


def _stage(rules: Rules, act: Act) -> str:
    """Of measures of one day, those on money come first (Art. 369(2), (6))."""
    stage = rules.stage(act.data.code) if isinstance(act.data, MeasureAdded) else None
    return "9" if stage is None else str(stage)


def may_be_unstated(of_day: Sequence[Act]) -> bool:
    """Whether acts of different rows are of that day, and the order of at least one of them is not stated."""
    return len({act.name for act in of_day}) > 1 and any(act.time is None for act in of_day)


def undecided(
    before: Course, after: Course, of_day: Sequence[Act], procedure: Procedure, walk: Walk
) -> Iterator[tuple[UUID, tuple[Problem, ...]]]:
    """Acts that would change the course if they came before another of their day, where the order is not stated.

    `before` and `after` are the course as the day begins and ends; `walk` lets the acts of the day take effect on a
    course, in the order of a ranking. An act that is open only after another is taken to have followed it.
    """
    found: dict[UUID, list[Problem]] = {}
    reading = _read(after, before)
    rows = procedure.rows
    rank = ranking(before.rules)
    ordered = in_order(of_day, lambda act: rank(act, rows[act.name]))
    names = dict.fromkeys(act.name for act in ordered)
    for first, second in combinations(names, 2):
        other = before.copy()
        walk(other, procedure, of_day, _with_second_first(rank, rows[first], second))
        depends = any(act.name == second and act.id in other.irregular.keys() - after.irregular for act in of_day)
        if not depends and _read(other, before) != reading:
            last = [act.id for act in ordered if act.name == second][-1]
            detail = f"{first} and {second} are of one day: the course depends on which came first"
            found.setdefault(last, []).append(refused.ORDER_NOT_STATED.because(detail))
    for act, problems in found.items():
        yield act, tuple(problems)


def _with_second_first(rank: Ranking, first: ActRow, second: str) -> Ranking:
    def ranked(act: Act, row: ActRow) -> tuple[int, str]:
        own = rank(act, row)
        return (first.rank, f" {own[1]}") if act.name == second else own

    return ranked


def _read(course: Course, since: Course) -> tuple[Any, ...]:
    """What a day brought: its items on each track, and which of its acts were not open."""
    tracks: dict[str, list[Any]] = {}
    for each in course.items[len(since.items) :]:
        if not isinstance(each.data, DutyOpened | DutyClosed):
            tracks.setdefault(each.track, []).append((each.day, each.substance))
    return tracks, course.irregular.keys() - since.irregular.keys()
