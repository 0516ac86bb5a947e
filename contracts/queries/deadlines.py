"""Queries to `deadlines`, and their replies."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.base import Contract
from contracts.codelists import Names
from contracts.queries.base import Model, Query
from contracts.values import Added, BodyCode, Citation, Code, Day, ExecutorId, Storable


class Standing(StrEnum):
    """How a time limit stands."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    MET = "met"
    CLOSED = "closed"


class LimitView(Contract):
    """A time limit as it stands."""

    number: str
    """Number of the proceeding or statement."""
    body: BodyCode
    executor: ExecutorId | None = None
    limit: str
    names: Names
    """What the limit is for."""
    article: Citation
    starts_on: date
    due: date
    provisional: bool
    """Whether a working calendar for its last day is still to be published."""
    standing: Standing
    met_in_time: bool | None = None
    id: Added[UUID | None] = None
    """Of this run of the limit."""
    who: Added[tuple[Code, ...] | None] = None
    """Whose limit it is: actors of the Code."""
    explanation: Added[Names | None] = None
    """Where it is asked for: how its last day is computed. None where the present calendar gives another day."""


class LimitKey(Contract):
    """The place of a time limit in a list."""

    due: date
    number: Annotated[str, Storable, Field(min_length=1, max_length=60)]
    id: UUID


class Limits(Contract):
    """Time limits that match, the earliest due first."""

    limits: tuple[LimitView, ...]
    more: bool
    """Whether there are more than were asked for."""


class ListLimits(Query):
    """List time limits; a field that is none does not filter."""

    type: ClassVar[str] = "lea.deadlines.list-limits.v1"
    reply: ClassVar[Model] = Limits
    number: Annotated[str, Storable, Field(min_length=1, max_length=60)] | None = None
    body: BodyCode | None = None
    executor: ExecutorId | None = None
    standing: Standing | None = None
    due_from: Day | None = None
    due_to: Day | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 1000
    after: Added[LimitKey | None] = None
    """Only what follows this one, the last of the page before."""
    latest: Added[Literal[True] | None] = None
    """Where there are more than `limit`, the last of them instead of the first."""
    before: Added[LimitKey | None] = None
    """Only what stands before this one, the first of the page before."""
    explained: Added[Literal[True] | None] = None
    """Each with the explanation of its computation."""
