"""Recalculating a million running limits after a new calendar, against computing each with the plain arithmetic."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from statistics import median
from time import process_time

from infra.bench.rows import Row
from shared.law.calendar import CalendarAct, WorkingCalendar, belarus
from shared.law.time_limits import (
    Direction,
    Entry,
    Interrupted,
    Limit,
    Limits,
    Recalculation,
    Restarted,
    Resumed,
    Running,
    Suspended,
    Unit,
    due_date,
    recalculate,
)

COUNT = 1_000_000
RUNS = 5

RULES = tuple(
    Limit(id=name, article=article, amount=amount, unit=unit, direction=direction)
    for name, article, amount, unit, direction in (
        ("decision-on-initiation", "Art. 356(4)", 3, Unit.WORKING_DAYS, Direction.AFTER),
        ("voluntary-execution", "Art. 357(1)", 7, Unit.WORKING_DAYS, Direction.AFTER),
        ("complaint", "Art. 353(2)", 10, Unit.WORKING_DAYS, Direction.AFTER),
        ("compulsory-start", "Art. 360(1)", 7, Unit.WORKING_DAYS, Direction.NOT_EARLIER_THAN),
        ("sale-announcement", "Art. 384(1)", 10, Unit.WORKING_DAYS, Direction.BEFORE),
        ("presentation", "Art. 337(1)", 6, Unit.MONTHS, Direction.AFTER),
        ("unsold-one-month-revaluation", "Art. 382(1)", 1, Unit.MONTHS, Direction.NOT_EARLIER_THAN),
        ("driving-restriction", "Art. 348(3)", 5, Unit.YEARS, Direction.AFTER),
    )
)

NEW_ACT = CalendarAct.model_validate(
    {
        "version": "bench",
        "act": {},
        "settles": [2027],
        "days": [
            {"date": "2027-01-08", "kind": "non_working", "exchanged_with": "2027-01-16"},
            {"date": "2027-01-16", "kind": "working", "exchanged_with": "2027-01-08"},
            {"date": "2027-05-10", "kind": "non_working", "exchanged_with": "2027-05-15"},
            {"date": "2027-05-15", "kind": "working", "exchanged_with": "2027-05-10"},
        ],
    }
)


def measure(count: int = COUNT) -> list[Row]:
    """Recompute `count` limits, one in ten of them with a history, both ways; the results must be the same.

    Seconds are processor time: both ways use one thread, and the machine may have other work.

    Raises `AssertionError` if a single date differs.
    """
    old, new = belarus(), belarus().with_overrides([NEW_ACT])
    limits = _limits(count, Random(357))  # noqa: S311 - the same limits every time
    columns = Limits.of(limits)
    columns = Limits.of(limit._replace(due=due) for limit, due in zip(limits, _dates(columns, old), strict=True))

    seconds, result = _in_bulk(columns, new)
    plain_seconds, dates = _one_by_one(limits, new)
    if result.due.tolist() != dates:
        raise AssertionError("the recalculation and the plain arithmetic disagree")
    rate, floor = count / seconds, count / plain_seconds
    return [
        Row("running limits recomputed in bulk", rate, "limits/s", floor, rate / floor),
        Row(f"{count} running limits recomputed", seconds, "s", plain_seconds, plain_seconds / seconds),
        Row("running limits whose date changed", float(result.changed.size), "limits"),
    ]


def _dates(columns: Limits, calendar: WorkingCalendar) -> list[date | None]:
    dates: list[date | None] = recalculate(columns, calendar).due.tolist()
    return dates


def _in_bulk(columns: Limits, calendar: WorkingCalendar) -> tuple[float, Recalculation]:
    times = []
    for _ in range(RUNS):
        begun = process_time()
        result = recalculate(columns, calendar)
        times.append(process_time() - begun)
    return median(times), result


def _one_by_one(limits: Sequence[Running], calendar: WorkingCalendar) -> tuple[float, list[date | None]]:
    begun = process_time()
    dates = [due_date(limit.rule, limit.start, calendar, limit.history) for limit in limits]
    return process_time() - begun, dates


def _limits(count: int, random: Random) -> list[Running]:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(500)]
    return [_limit(random, days) for _ in range(count)]


def _limit(random: Random, days: Sequence[date]) -> Running:
    rule, start = random.choice(RULES), random.choice(days)
    has_history = rule.direction is not Direction.BEFORE and random.random() < 0.1
    return Running(rule, start, _history(random, start) if has_history else ())


def _history(random: Random, start: date) -> tuple[Entry, ...]:
    first = start + timedelta(days=random.randrange(10))
    second = first + timedelta(days=random.randrange(60))
    return random.choice(
        (
            (Suspended(on=first),),
            (Suspended(on=first), Resumed(on=second)),
            (Interrupted(on=first), Restarted(on=second)),
        )
    )
