"""The state of a subscriber, folded from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.events.subscribers import (
    CutOffAnnounced,
    NewPassword,
    NewSubscriberTerms,
    Start,
    SubscriberChange,
    SubscriberChangeApproved,
    SubscriberChangeProposed,
    SubscriberChangeRejected,
    SubscriberRegistration,
    SubscriberRemoval,
    SubscriberReplayed,
    SubscriberRestoration,
    SubscriberStanding,
    SubscriberSuspended,
    SubscriberTerms,
    since,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that waits for the approval of a second person."""

    change: SubscriberChange
    by: str
    reason: str
    at: datetime
    edition: int
    """Edition of the terms the change was proposed to."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """The state of one subscriber; the state before any event is `Subscriber()`."""

    name: str = ""
    standing: SubscriberStanding = SubscriberStanding.PROPOSED
    terms: SubscriberTerms | None = None
    """None until it is registered."""
    edition: int = 0
    """Number of times the terms were set."""
    password_hash: str = ""
    granted_since: datetime | None = None
    """Earlier events are not for it; None: all are."""
    since: datetime | None = None
    """Where its events start, since they last started anew; None: at the beginning."""
    generation: int = 0
    """Number of times its events started anew."""
    warned_of: datetime | None = None
    """Since when the queue was full of which its owner was last warned."""
    open: Mapping[UUID, Proposal] = field(default_factory=dict)
    """Proposals not decided yet."""


def evolve(state: Subscriber, event: EventEnvelope[Any]) -> Subscriber:
    """The subscriber after an event."""
    match event.data:
        case SubscriberChangeProposed(subscriber=name, proposal=id_, change=change, reason=reason):
            proposal = Proposal(change, event.actor, reason, event.recorded_at, state.edition)
            return replace(state, name=name, open={**state.open, id_: proposal})
        case SubscriberChangeRejected(proposal=id_):
            return _without(state, id_)
        case SubscriberChangeApproved(proposal=id_, change=change):
            return _changed(_without(state, id_), change, event.recorded_at)
        case SubscriberSuspended():
            return replace(state, standing=SubscriberStanding.SUSPENDED)
        case SubscriberReplayed(start=start):
            return _started(state, start, event.recorded_at)
        case CutOffAnnounced(full_since=full_since):
            return replace(state, warned_of=full_since)
        case _:
            return state


def _without(state: Subscriber, proposal: UUID) -> Subscriber:
    return replace(state, open={id_: kept for id_, kept in state.open.items() if id_ != proposal})


def _changed(state: Subscriber, change: SubscriberChange, at: datetime) -> Subscriber:
    match change:
        case SubscriberRegistration(terms=terms, password_hash=password_hash):
            granted = replace(_with_terms(state, terms, at), password_hash=password_hash)
            return _started(replace(granted, standing=SubscriberStanding.ACTIVE), terms.start, at)
        case NewSubscriberTerms(terms=terms):
            return _with_terms(state, terms, at)
        case NewPassword(password_hash=password_hash):
            return replace(state, password_hash=password_hash)
        case SubscriberRestoration():
            return replace(state, standing=SubscriberStanding.ACTIVE)
        case SubscriberRemoval():
            return replace(state, standing=SubscriberStanding.REMOVED)


def _with_terms(state: Subscriber, terms: SubscriberTerms, at: datetime) -> Subscriber:
    """The same start in other terms is the moment it was: "now" was the day of the first approval."""
    kept = state.terms is not None and state.terms.start == terms.start
    granted_since = state.granted_since if kept else since(terms.start, at)
    return replace(state, terms=terms, edition=state.edition + 1, granted_since=granted_since)


def _started(state: Subscriber, start: Start, at: datetime) -> Subscriber:
    return replace(state, since=since(start, at), generation=state.generation + 1)
