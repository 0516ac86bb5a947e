"""The proceedings of an enforcement body in numbers."""

from datetime import date
from typing import ClassVar

from contracts.base import Contract
from contracts.queries.base import Model, Query
from contracts.values import BodyCode, Day, ExecutorId, Money


class ExecutorCases(Contract):
    """How many proceedings of a status an executor has."""

    executor: ExecutorId
    status: str
    proceedings: int


class ExecutorDuties(Contract):
    """How many open duties there are in the proceedings of an executor."""

    executor: ExecutorId
    duties: int
    oldest: date
    """The day the oldest of them opened."""


class MonthCases(Contract):
    """How many proceedings of a status there are of a month."""

    month: date
    """Its first day."""
    status: str
    """The status that they have now."""
    proceedings: int


class MonthRecovered(Contract):
    """What was repaid on claims in a month, in one currency."""

    month: date
    sum: Money


class Caseload(Contract):
    """The proceedings of a body in numbers."""

    executors: tuple[ExecutorCases, ...]
    duties: tuple[ExecutorDuties, ...]
    initiated: tuple[MonthCases, ...]
    """By the month of initiation, of all years."""
    standing_since: tuple[MonthCases, ...]
    """By the month in which the present status began."""
    recovered: tuple[MonthRecovered, ...]


class ShowCaseload(Query):
    """Show the proceedings of a body in numbers."""

    type: ClassVar[str] = "lea.proceedings.show-caseload.v1"
    reply: ClassVar[Model] = Caseload
    body: BodyCode
    since: Day
    """Statuses and money are counted from this day on."""
