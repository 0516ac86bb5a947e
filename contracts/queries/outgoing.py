"""Copies, notices and papers that went out on a day, of proceedings and of statements: a dispatch list."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.base import Contract
from contracts.queries.base import Model, Query
from contracts.queries.proceedings.fields import RowLimit
from contracts.recording import Paper
from contracts.values import BodyCode, Code, Day, ExecutorId, Storable


class OutgoingView(Contract):
    """One paper to one recipient."""

    number: str
    """Of the proceeding; of a statement its registration number."""
    body: BodyCode
    """The body that sent it."""
    executor: ExecutorId | None = None
    """Who had the proceeding, or decided on the statement."""
    act: UUID
    """The act that recorded the sending: the id of its command."""
    name: Code
    """Of that act."""
    what: Code | None = None
    """What was sent; none: the name of the act says it."""
    about: Code | None = None
    """The act that the paper is about, such as that of the resolution; none: not stated."""
    resolution: str | None = None
    """Number of the resolution that was sent; none: it is none, or its paper has no number."""
    recipient: Code
    method: Code | None = None
    """None: not stated."""
    mark: Paper | None = None
    """What the sending was recorded from, such as a postal receipt; none: not stated."""
    sent_on: date
    delivered_on: date | None = None
    came_back_on: date | None = None
    receipt: Paper | None = None
    """What shows that it was delivered, or came back; none: not stated."""


class OutgoingKey(Contract):
    """The place of a paper in the list of a day."""

    number: Annotated[str, Storable, Field(min_length=1, max_length=100)]
    act: UUID
    recipient: Code


class Outgoing(Contract):
    """What went out on a day, by number."""

    papers: tuple[OutgoingView, ...]
    more: bool
    """Whether there are more than were asked for."""


class ListOutgoing(Query):
    """List what a body sent on a day in its proceedings."""

    type: ClassVar[str] = "lea.proceedings.list-outgoing.v1"
    reply: ClassVar[Model] = Outgoing
    body: BodyCode
    day: Day
    executor: ExecutorId | None = None
    """Only what this executor sent; none: all."""
    limit: RowLimit = 500
    after: OutgoingKey | None = None
    """Only what follows this one, the last of the page before."""


class ListStatementOutgoing(ListOutgoing):
    """List what a body sent on a day about statements: refusals, and what was returned."""

    type: ClassVar[str] = "lea.intake.list-outgoing.v1"
