"""What people have to do, by kind and by day, made from duties and time limits."""

from calendar import Calendar
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from contracts.queries.deadlines import LimitView
from contracts.queries.proceedings import DutyView
from services.desk.domain.numbers import is_proceeding


class WorkKind(StrEnum):
    """What somebody has to see to."""

    STATEMENTS = "statements"
    """Time limits of statements that are to be decided."""
    LIMITS = "limits"
    COPIES = "copies"
    """Copies of resolutions, and the resolution on initiation that is to be served."""
    MONEY = "money"
    """Money that is to be shared, converted or given back."""
    DUTIES = "duties"


OF_DUTIES: Mapping[str, WorkKind] = {
    "serve-initiation": WorkKind.COPIES,
    "send-resolution-copies": WorkKind.COPIES,
    "send-copies-of-cancelled-measure": WorkKind.COPIES,
    "send-copies-of-refused-measure": WorkKind.COPIES,
    "distribute-money": WorkKind.MONEY,
    "convert-receipt": WorkKind.MONEY,
    "settle-held-money": WorkKind.MONEY,
    "return-earnest-money": WorkKind.MONEY,
    "return-annulled-fee": WorkKind.MONEY,
}
"""Where duties are listed apart from all others."""


@dataclass(frozen=True, slots=True)
class Work:
    """A duty, or a time limit, on the list of a person."""

    kind: WorkKind
    day: date
    """The last day of a time limit; of a duty, the day since which it is open."""
    limit: LimitView | None = None
    duty: DutyView | None = None

    def is_late(self, today: date) -> bool:
        """Whether its time limit has expired."""
        return self.limit is not None and self.day < today


def work_of(limits: Iterable[LimitView], duties: Iterable[DutyView]) -> list[Work]:
    """Everything by day, the earliest first."""
    running = (
        Work(WorkKind.LIMITS if is_proceeding(each.number) else WorkKind.STATEMENTS, each.due, limit=each)
        for each in limits
    )
    open_ = (Work(OF_DUTIES.get(each.duty, WorkKind.DUTIES), each.opened_on, duty=each) for each in duties)
    return sorted((*running, *open_), key=lambda each: each.day)


def counts_of(work: Iterable[Work]) -> Mapping[WorkKind, int]:
    """How much there is of each kind."""
    counted = Counter(each.kind for each in work)
    return {kind: counted[kind] for kind in WorkKind}


def month_of(text: str, today: date) -> date:
    """The first day of the month that is asked for, such as `2026-12`; of this month where none is."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def weeks_of(month: date, limits: Iterable[LimitView]) -> Sequence[Sequence[tuple[date, int]]]:
    """The weeks of a month, from Monday on: each day with the number of time limits that end on it."""
    due = Counter(each.due for each in limits)
    return [
        [(day, due[day]) for day in week]
        for week in Calendar(firstweekday=0).monthdatescalendar(month.year, month.month)
    ]


def span_of(month: date) -> tuple[date, date]:
    """The first and the last day that the calendar of a month shows."""
    weeks = Calendar(firstweekday=0).monthdatescalendar(month.year, month.month)
    return weeks[0][0], weeks[-1][-1]


def beside(month: date) -> tuple[str, str]:
    """The month before and the month after, as they are asked for."""
    before, after = month - timedelta(days=1), month + timedelta(days=31)
    return f"{before:%Y-%m}", f"{after:%Y-%m}"
