"""Queries and operations about messages that a service holds, as every service that takes messages has them.

A message is held because it could not be handled (`parked`), is tried again (`retry`), or waits for earlier versions of
its stream (`gap`). For each service there is a class of each kind, with the service in its type.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import partial
from types import new_class
from typing import Annotated, ClassVar, Literal, Self, TypeAlias, TypeVar
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from contracts.base import Contract
from contracts.queries.base import CONSOLE, Model, Operation, Query
from contracts.values import Storable, Text

HOLDERS = ("intake", "proceedings", "deadlines", "court_query", "edge", "subscribers")
"""The services that hold messages."""

_LAST_ID = 2**63 - 1

Q = TypeVar("Q", bound=Query)
HeldId: TypeAlias = Annotated[int, Field(ge=1, le=_LAST_ID)]


class HeldReason(StrEnum):
    """Why a message is held."""

    PARKED = "parked"
    RETRY = "retry"
    GAP = "gap"


class HeldLine(Contract):
    """A held message, without what it says."""

    id: int
    consumer: str
    reason: HeldReason
    problem: str
    ordered: bool
    """Whether it holds its place in its stream: later events wait for it."""
    source: str | None = None
    stream: UUID | None = None
    version: int | None = None
    type: str | None = None
    message_id: str | None = None
    trace_id: str | None = None
    routing_key: str
    sender: str | None = None
    """The user who sent it, as the broker has verified."""
    attempts: int
    next_attempt_at: datetime | None = None
    first_seen_at: datetime
    changed_at: datetime


class DecisionState(StrEnum):
    """How a decision stands."""

    PROPOSED = "proposed"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class DecisionLine(Contract):
    """What was decided about a held message."""

    id: int
    action: Literal["drop", "pass-over", "retry"]
    state: DecisionState
    held_id: int
    consumer: str
    source: str | None = None
    stream: UUID | None = None
    version: int | None = None
    type: str | None = None
    trace_id: str | None = None
    problem: str
    actor: str
    reason: str
    decided_at: datetime
    approved_by: str | None = None
    withdrawn_by: str | None = None
    withdrawal_reason: str | None = None


class HeldMessages(Contract):
    """Held messages, the oldest first, and decisions: open proposals, then the latest."""

    messages: tuple[HeldLine, ...]
    total: int
    """How many match, however few are listed."""
    decisions: tuple[DecisionLine, ...]
    decisions_total: int


class HeldMessageView(Contract):
    """A held message, with its headers; with its body if that was asked for."""

    message: HeldLine | None = None
    """None if it is not held any more: it was decided about."""
    headers: dict[str, str] = Field(default_factory=dict)
    body: str | None = None
    """Bytes that are no text are replaced, and what follows 100 000 characters is left out. It may hold personal data.
    """
    decisions: tuple[DecisionLine, ...]
    """Decisions about this message."""


class RetriedMessages(Contract):
    """The outcome of a request to try messages again."""

    ids: tuple[int, ...]
    """They are tried again; in a dry run they would be."""
    waiting: tuple[int, ...]
    """They only wait for earlier versions of their streams."""
    not_held: tuple[int, ...]
    """There are no such messages: they may have been applied meanwhile."""


class Drop(Contract):
    """Delete a message that no stream waits for."""

    action: Literal["drop"] = "drop"
    message: HeldId
    reason: Text


class PassOver(Contract):
    """Propose to go on without the event that a stream waits for."""

    action: Literal["pass-over"] = "pass-over"
    message: HeldId
    reason: Text


class Approve(Contract):
    """Carry out what another person proposed."""

    action: Literal["approve"] = "approve"
    proposal: HeldId


class Withdraw(Contract):
    """Close a proposal without effect."""

    action: Literal["withdraw"] = "withdraw"
    proposal: HeldId
    reason: Text


HeldDecision: TypeAlias = Annotated[Drop | PassOver | Approve | Withdraw, Field(discriminator="action")]


class ListHeld(Query):
    """List the messages that the service holds, and what was decided about such messages."""

    reply: ClassVar[Model] = HeldMessages
    actors: ClassVar[tuple[str, ...]] = CONSOLE
    reason: HeldReason | None = None
    consumer: Annotated[str, Storable, Field(min_length=1, max_length=100)] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class ShowHeld(Query):
    """Show a held message. With its body, which may hold personal data, that is recorded."""

    reply: ClassVar[Model] = HeldMessageView
    actors: ClassVar[tuple[str, ...]] = CONSOLE
    message: HeldId
    body: bool = False


class RetryHeld(Operation):
    """Have messages tried again at once, with all their attempts; a dry run changes nothing."""

    reply: ClassVar[Model] = RetriedMessages
    messages: Annotated[tuple[HeldId, ...], Field(min_length=1, max_length=500)]
    dry_run: bool = False
    reason: Text | None = None
    """It is recorded with each message; a dry run needs none."""

    @model_validator(mode="after")
    def _has_a_reason(self) -> Self:
        if self.reason is None and not self.dry_run:
            raise ValueError("messages are tried again for a reason")
        return self


class DecideHeld(Operation):
    """Decide about a held message, for good."""

    reply: ClassVar[Model] = DecisionLine
    decision: HeldDecision


_KINDS: Mapping[str, type[Query]] = {
    "list-held": ListHeld,
    "show-held": ShowHeld,
    "retry-held": RetryHeld,
    "decide-held": DecideHeld,
}


# The descriptions of fields come with the class they are inherited from: these have no source to look them up in.
_INHERITED = ConfigDict(use_attribute_docstrings=False)


def _classes() -> Iterator[tuple[tuple[str, type[Query]], type[Query]]]:
    for service in HOLDERS:
        for name, kind in _KINDS.items():
            fields = {
                "type": f"lea.{service}.{name}.v1",
                "model_config": _INHERITED,
                "__doc__": kind.__doc__,
                "__module__": __name__,
            }
            yield (service, kind), new_class(kind.__name__, (kind,), exec_body=partial(_fill, fields))


def _fill(fields: Mapping[str, object], namespace: dict[str, object]) -> None:
    namespace.update(fields)


_BY_SERVICE: Mapping[tuple[str, type[Query]], type[Query]] = dict(_classes())

QUERIES: Mapping[str, type[Query]] = {model.type: model for model in _BY_SERVICE.values()}
"""Every query and operation of this module, by type."""


def to(service: str, asked: Q) -> Q:
    """The same question to a service. Raises KeyError if the service holds no messages."""
    model = _BY_SERVICE[service, type(asked)]
    return model.model_validate(asked.model_dump())  # type: ignore[return-value]
