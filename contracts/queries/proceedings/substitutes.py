"""Who stands in for whom in an enforcement body."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from contracts.base import Contract
from contracts.queries.base import Model, Query
from contracts.values import BodyCode, Day, ExecutorId


class SubstitutionView(Contract):
    """An executor who acts for another one, from day to day."""

    substitution: UUID
    executor: ExecutorId
    substitute: ExecutorId
    since: date
    until: date


class Substitutions(Contract):
    """Substitutions in the order of their first days."""

    substitutions: tuple[SubstitutionView, ...]


class ListSubstitutions(Query):
    """List the substitutions of a body that last on a day or begin later."""

    type: ClassVar[str] = "lea.proceedings.list-substitutions.v1"
    reply: ClassVar[Model] = Substitutions
    body: BodyCode
    day: Day
