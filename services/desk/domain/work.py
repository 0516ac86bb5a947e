"""What people have to do, by kind and by day, made from duties and time limits."""

from calendar import Calendar
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel

from contracts.queries.deadlines import LimitKey, Limits, LimitView, Standing
from contracts.queries.intake import StatementTask, StatementTasks, TaskKey
from contracts.queries.proceedings import Duties, DutyKey, DutyView
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
    OTHERS = "others"
    """Time limits of parties, courts and others: the executor looks whether they are met."""


OWN_KINDS = tuple(kind for kind in WorkKind if kind is not WorkKind.OTHERS)
"""What people of the body have to do themselves."""
OF_DUTIES: Mapping[str, WorkKind] = {
    "serve-initiation": WorkKind.COPIES,
    "send-resolution-copies": WorkKind.COPIES,
    "send-copies-of-cancelled-measure": WorkKind.COPIES,
    "send-copies-of-refused-measure": WorkKind.COPIES,
    "distribute-money": WorkKind.MONEY,
    "convert-receipt": WorkKind.MONEY,
    "settle-held-money": WorkKind.MONEY,
    "spend-or-return-advance": WorkKind.MONEY,
    "return-earnest-money": WorkKind.MONEY,
    "return-annulled-fee": WorkKind.MONEY,
}
"""Where duties are listed apart from all others."""
TO_SEND = ("send-resolution-copies", "send-copies-of-cancelled-measure", "send-copies-of-refused-measure")
"""Those that send copies."""
SEND_COPIES, SEND_BACK = "send-decision-copies", "send-back-statement"
"""Of a refusal; of a return, with its statement."""
OF_TASKS: Mapping[str, WorkKind] = {
    SEND_COPIES: WorkKind.COPIES,
    SEND_BACK: WorkKind.COPIES,
    "decide-statement-anew": WorkKind.STATEMENTS,
    "demand-sent-document-back": WorkKind.STATEMENTS,
}
"""The same of what is to be done about statements."""


@dataclass(frozen=True, slots=True)
class Work:
    """A duty, or a time limit, on the list of a person."""

    kind: WorkKind
    day: date
    """The last day of a time limit; of a duty, the day since which it is open."""
    limit: LimitView | None = None
    duty: DutyView | None = None
    task: StatementTask | None = None
    """What is to be done about a statement."""

    def is_late(self, today: date) -> bool:
        """Whether its time limit has expired."""
        return self.limit is not None and self.day < today


class Reached(BaseModel, frozen=True):
    """How far the pages before came in each list of which the work is made."""

    duty: DutyKey | None = None
    task: TaskKey | None = None
    expired: LimitKey | None = None
    running: LimitKey | None = None

    def past(self, each: Work) -> "Reached":
        """With this one seen."""
        if each.duty:
            return self.model_copy(update={"duty": key_of_duty(each.duty)})
        if each.task:
            return self.model_copy(update={"task": key_of_task(each.task)})
        if each.limit is None or (key := key_of_limit(each.limit)) is None:
            return self
        return self.model_copy(update={"expired" if each.limit.standing is Standing.EXPIRED else "running": key})


class WorkPage(NamedTuple):
    """A page of the list."""

    rows: list[Work]
    following: Reached | None
    """Where the next page begins; none where nothing follows."""


def key_of_duty(duty: DutyView) -> DutyKey:
    """The place of a duty in its list."""
    return DutyKey(opened_on=duty.opened_on, number=duty.number, duty=duty.duty, act=duty.act)


def key_of_task(task: StatementTask) -> TaskKey:
    """The place of a task in its list."""
    return TaskKey(**task.model_dump(include=set(TaskKey.model_fields)))


def key_of_limit(limit: LimitView) -> LimitKey | None:
    """The place of a time limit in its list; none in a reply of a release before there were pages."""
    return LimitKey(due=limit.due, number=limit.number, id=limit.id) if limit.id else None


class Lists(NamedTuple):
    """A part of each list of which the work is made."""

    duties: Duties
    tasks: StatementTasks
    expired: Limits
    running: Limits

    @property
    def more(self) -> bool:
        """Whether one of them goes on."""
        return any(each.more for each in self)

    def work(self, of_body: Container[str]) -> list[Work]:
        """Everything by day, the earliest first. `of_body`: the actors of the Code that are of the enforcement body."""
        limits = (*self.expired.limits, *self.running.limits)
        running = (Work(_kind_of(each, of_body), each.due, limit=each) for each in limits)
        open_ = (_of_duty(each) for each in self.duties.duties)
        of_statements = (_of_task(each) for each in self.tasks.tasks)
        return sorted((*running, *open_, *of_statements), key=lambda each: each.day)

    def last_days(self) -> list[date]:
        """The last day that each list which goes on came to."""
        ends = [each.limits[-1].due for each in (self.expired, self.running) if each.more and each.limits]
        if self.duties.more and self.duties.duties:
            ends.append(self.duties.duties[-1].opened_on)
        if self.tasks.more and self.tasks.tasks:
            ends.append(self.tasks.tasks[-1].opened_on)
        return ends


def page_of(lists: Lists, since: Reached, kinds: Container[WorkKind], rows: int, of_body: Container[str]) -> WorkPage:
    """The first rows of these kinds, and where to go on.

    Of lists that go on, nothing is shown that lies behind the last day they came to: it would precede what is still to
    be read.
    """
    found, last_days = lists.work(of_body), lists.last_days()
    seen = [each for each in found if each.day <= min(last_days, default=each.day)]
    shown: list[Work] = []
    reached, passed = since, 0
    for each in seen:
        if len(shown) == rows:
            break
        passed, reached = passed + 1, reached.past(each)
        if each.kind in kinds:
            shown.append(each)
    return WorkPage(shown, reached if passed < len(found) or last_days else None)


def _of_duty(duty: DutyView) -> Work:
    return Work(OF_DUTIES.get(duty.duty, WorkKind.DUTIES), duty.opened_on, duty=duty)


def _of_task(task: StatementTask) -> Work:
    return Work(OF_TASKS.get(task.duty, WorkKind.DUTIES), task.opened_on, task=task)


def _kind_of(limit: LimitView, of_body: Container[str]) -> WorkKind:
    # A service of a release before did not say whose it is.
    if limit.who and not any(each in of_body for each in limit.who):
        return WorkKind.OTHERS
    return WorkKind.LIMITS if is_proceeding(limit.number) else WorkKind.STATEMENTS


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
