"""Open duties."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from contracts.base import Contract
from contracts.problems import Problem
from contracts.queries.base import Model, Query
from contracts.queries.proceedings.fields import RowLimit
from contracts.values import Added, BodyCode, Citation, Code, Day, ExecutorId, ProceedingNumber


class DutyView(Contract):
    """What somebody has to do and has not done."""

    proceeding: UUID
    number: ProceedingNumber
    body: BodyCode
    executor: ExecutorId
    duty: str
    who: str
    act: UUID
    """The act it concerns: the id of its command."""
    opened_on: date
    article: Citation | None = None
    problems: tuple[Problem, ...] = ()
    whom: tuple[Code, ...] = ()
    """Those to whom it is still owed, where others had their part already."""


class DutyKey(Contract):
    """The place of a duty in a list."""

    opened_on: date
    number: ProceedingNumber
    duty: Code
    act: UUID


class Duties(Contract):
    """Open duties, the oldest first."""

    duties: tuple[DutyView, ...]
    more: bool
    """Whether there are more than were asked for."""


class ListDuties(Query):
    """List open duties; a field that is none does not filter."""

    type: ClassVar[str] = "lea.proceedings.list-duties.v1"
    reply: ClassVar[Model] = Duties
    number: ProceedingNumber | None = None
    body: BodyCode | None = None
    executor: ExecutorId | None = None
    opened_until: Day | None = None
    """Only duties opened on or before this day."""
    limit: RowLimit = 500
    duties: Added[tuple[Code, ...] | None] = None
    """Only these."""
    after: Added[DutyKey | None] = None
    """Only what follows this one, the last of the page before."""
