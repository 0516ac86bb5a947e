"""Queries about subscribers of events. The commands that change them are in `commands/subscribers.py`."""

from typing import ClassVar
from uuid import UUID

from contracts.base import Contract
from contracts.events.subscribers import (
    SubscriberName,
    SubscriberStanding,
    SubscriberTerms,
)
from contracts.queries.base import CONSOLE, Model, Query
from contracts.values import Instant


class SubscriberProposalLine(Contract):
    """A change that waits for a second person, without a password's hash."""

    id: UUID
    kind: str
    terms: SubscriberTerms | None = None
    """The new ones, where the change is about them."""
    by: str
    reason: str
    at: Instant


class SourceProgress(Contract):
    """How far a subscriber has come with the events of one service."""

    source: str
    delivered: int
    """Events sent since its cursor was last set."""
    last_recorded_at: Instant | None = None
    """When the last event that was looked at had been recorded."""
    full_since: Instant | None = None
    """Since when its queue takes nothing; None: it does."""
    problem: str | None = None
    """Why nothing is sent, for other reasons."""


class SubscriberLine(Contract):
    """A subscriber as it is registered."""

    subscriber: str
    standing: SubscriberStanding
    terms: SubscriberTerms | None = None
    """None until the registration is approved."""
    since: Instant | None = None
    """From when on it receives events; None: from the beginning."""
    progress: tuple[SourceProgress, ...] = ()
    proposals: tuple[SubscriberProposalLine, ...] = ()


class Subscribers(Contract):
    """Subscribers by name, those included that were only proposed."""

    subscribers: tuple[SubscriberLine, ...]
    fields: tuple[str, ...]
    """The classes of sensitive fields."""


class ListSubscribers(Query):
    """List the subscribers of events."""

    type: ClassVar[str] = "lea.subscribers.list-subscribers.v1"
    reply: ClassVar[Model] = Subscribers
    actors: ClassVar[tuple[str, ...]] = CONSOLE
    subscriber: SubscriberName | None = None
    """Only this one."""
