"""The state of a consumer's registration, folded from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.events.edge import (
    ConsumerChange,
    ConsumerChangeApproved,
    ConsumerChangeProposed,
    ConsumerChangeRejected,
    ConsumerInstalled,
    ConsumerKey,
    ConsumerSuspended,
    KeyAddition,
    KeyRevocation,
    NewTerms,
    Registration,
    Restoration,
    Revocation,
    Terms,
)


class ConsumerStatus(StrEnum):
    """Whether a registered consumer may ask."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key of a consumer."""

    key: ConsumerKey
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that waits for the approval of a second person."""

    change: ConsumerChange
    by: str
    reason: str
    at: datetime
    edition: int
    """Edition of the terms the change was proposed to."""


@dataclass(frozen=True, slots=True)
class Registered:
    """The state of one registration; the state before any event is `Registered()`."""

    consumer: str = ""
    status: ConsumerStatus | None = None
    """None until the consumer is registered."""
    terms: Terms | None = None
    edition: int = 0
    """Number of times the terms were set."""
    keys: Mapping[str, HeldKey] = field(default_factory=dict)
    """Every key there ever was, by id: an id is never used for a second one."""
    open: Mapping[UUID, Proposal] = field(default_factory=dict)
    """Proposals not decided yet."""


def evolve(state: Registered, event: EventEnvelope[Any]) -> Registered:
    """The registration after an event."""
    match event.data:
        case ConsumerChangeProposed(consumer=consumer, proposal=id_, change=change, reason=reason):
            proposal = Proposal(change, event.actor, reason, event.recorded_at, state.edition)
            return replace(state, consumer=consumer, open={**state.open, id_: proposal})
        case ConsumerChangeRejected(proposal=id_):
            return _without(state, id_)
        case ConsumerChangeApproved(proposal=id_, change=change):
            return _changed(_without(state, id_), change, event.recorded_at)
        case ConsumerInstalled(consumer=consumer, terms=terms, keys=keys):
            return _registered(replace(state, consumer=consumer), terms, keys)
        case ConsumerSuspended():
            return replace(state, status=ConsumerStatus.SUSPENDED)
        case _:
            return state


def _without(state: Registered, proposal: UUID) -> Registered:
    return replace(state, open={id_: kept for id_, kept in state.open.items() if id_ != proposal})


def _changed(state: Registered, change: ConsumerChange, at: datetime) -> Registered:
    match change:
        case Registration(terms=terms, keys=keys):
            return _registered(state, terms, keys)
        case KeyAddition(key=key):
            return replace(state, keys={**state.keys, key.id: HeldKey(key)})
        case KeyRevocation(key=id_):
            return replace(state, keys={**state.keys, id_: replace(state.keys[id_], revoked_at=at)})
        case NewTerms(terms=terms):
            return replace(state, terms=terms, edition=state.edition + 1)
        case Restoration():
            return replace(state, status=ConsumerStatus.ACTIVE)
        case Revocation():
            return replace(state, status=ConsumerStatus.REVOKED)


def _registered(state: Registered, terms: Terms, keys: tuple[ConsumerKey, ...]) -> Registered:
    held = {key.id: HeldKey(key) for key in keys}
    return replace(state, status=ConsumerStatus.ACTIVE, terms=terms, edition=state.edition + 1, keys=held)
