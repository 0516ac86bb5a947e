"""The proceedings of a body in figures for its head: load, inflow, outcomes, recovered sums, age."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts.codelists import CURRENCIES
from contracts.queries.deadlines import LimitView
from contracts.queries.proceedings import Caseload
from shared.law.statuses import left

MONTHS = 12
"""Shown, the present one last."""
AGES = (2, 6, 12, 36)
"""Bounds of the groups of age, in months: the Code gives two for most executions, three years for presentation."""


@dataclass(frozen=True, slots=True)
class Load:
    """What an executor has to do."""

    executor: str
    proceedings: int
    """That have not ended."""
    duties: int
    overdue: int
    """Time limits that have expired."""
    full_name: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a plot."""

    label: str
    number: Decimal
    height: int
    """Of 100."""


def completed(status: str) -> bool:
    """Whether a proceeding with this status has ended for its body."""
    return status in left()


def loads(caseload: Caseload, overdue: Sequence[LimitView], names: Mapping[str, str]) -> list[Load]:
    """What every executor has to do, the one with the least first; those of `names` also where it is nothing."""
    proceedings = Counter[str]()
    for each in caseload.executors:
        proceedings[each.executor] += 0 if completed(each.status) else each.proceedings
    duties = {each.executor: each.duties for each in caseload.duties}
    late = Counter(limit.executor for limit in overdue if limit.executor)
    found = [
        Load(executor, proceedings[executor], duties.get(executor, 0), late[executor], names.get(executor, ""))
        for executor in {*proceedings, *duties, *late, *names}
    ]
    return sorted(found, key=lambda load: (load.proceedings, load.duties, load.executor))


def months(today: date) -> list[date]:
    """The first days of the months that are shown."""
    number = today.year * 12 + today.month - MONTHS
    return [date((number + n) // 12, (number + n) % 12 + 1, 1) for n in range(MONTHS)]


def inflow(caseload: Caseload, today: date) -> list[tuple[date, int]]:
    """How many proceedings were initiated in each month."""
    begun = Counter[date]()
    for each in caseload.initiated:
        begun[each.month] += each.proceedings
    return [(month, begun[month]) for month in months(today)]


def outcomes(caseload: Caseload, today: date) -> dict[str, list[tuple[date, int]]]:
    """How many proceedings ended in each month, by the status with which they ended."""
    shown = months(today)
    ended = {(each.status, each.month): each.proceedings for each in caseload.standing_since}
    statuses = sorted({status for status, month in ended if completed(status) and month in shown})
    return {status: [(month, ended.get((status, month), 0)) for month in shown] for status in statuses}


def recovered(caseload: Caseload, today: date) -> dict[str, list[tuple[date, Decimal]]]:
    """What was repaid on claims in each month, by currency."""
    sums = {(each.sum.currency, each.month): each.sum.amount for each in caseload.recovered}
    return {
        CURRENCIES[currency].abbreviation: [(month, sums.get((currency, month), Decimal(0))) for month in months(today)]
        for currency in sorted({currency for currency, _ in sums})
    }


def ages(caseload: Caseload, today: date) -> list[tuple[int | None, int]]:
    """How many open proceedings are how old: the bound of each group in months, none for the last."""
    groups = Counter[int | None]()
    for each in caseload.initiated:
        if not completed(each.status):
            age = (today.year - each.month.year) * 12 + today.month - each.month.month
            groups[next((bound for bound in AGES if age < bound), None)] += each.proceedings
    return [(bound, groups[bound]) for bound in (*AGES, None)]


def bars(points: Sequence[tuple[str, int | Decimal]]) -> list[Bar]:
    """The bars of a plot: the highest is 100 high, one that is more than nothing at least 1."""
    highest = max((number for _, number in points), default=0)
    return [
        Bar(label, Decimal(number), max(1, round(100 * number / highest)) if number > 0 else 0)
        for label, number in points
    ]
