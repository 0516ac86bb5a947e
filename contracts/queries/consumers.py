"""Queries about the registry of consumers of service 3.11.01. The commands that change it are in `commands/edge.py`."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from contracts.base import Contract
from contracts.events.edge import ConsumerChange, ConsumerId, KeyKind, Terms
from contracts.queries.base import CONSOLE, Model, Query
from contracts.values import Instant


class ConsumerStanding(StrEnum):
    """Whether a consumer may ask."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class KeyLine(Contract):
    """A key of a consumer, without what it is checked with."""

    id: str
    kind: KeyKind
    valid_from: Instant
    valid_to: Instant | None = None
    revoked_at: Instant | None = None


class ProposalLine(Contract):
    """A change that waits for a second person."""

    id: UUID
    change: ConsumerChange
    by: str
    reason: str
    at: Instant


class ConsumerLine(Contract):
    """A consumer as it is registered."""

    consumer: str
    standing: ConsumerStanding
    terms: Terms | None = None
    """None until the registration is approved."""
    keys: tuple[KeyLine, ...] = ()
    """Revoked ones included."""
    proposals: tuple[ProposalLine, ...] = ()


class Consumers(Contract):
    """Consumers by id, those included that were only proposed."""

    consumers: tuple[ConsumerLine, ...]
    scopes: tuple[str, ...]
    """The kinds of look-ups that a consumer may be permitted."""


class ListConsumers(Query):
    """List the consumers of service 3.11.01."""

    type: ClassVar[str] = "lea.edge.list-consumers.v1"
    reply: ClassVar[Model] = Consumers
    actors: ClassVar[tuple[str, ...]] = CONSOLE
    consumer: ConsumerId | None = None
    """Only this one."""
