"""Events of `subscribers`: who outside receives which events. The stream of a subscriber follows from its name."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from contracts.base import Contract
from contracts.registry import Event
from contracts.values import Code, Instant, Name, Storable, Text

SubscriberName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
"""Part of the names of its queues and of its user of the broker."""
EventType = Annotated[str, StringConstraints(pattern=r"^lea(\.[a-z][a-z0-9-]*){2}\.v[1-9][0-9]*$", max_length=120)]
PasswordHash = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{48}$")]
"""The password as RabbitMQ keeps it: base64 of a salt of four bytes and the SHA-256 of salt and password."""


class FromNow(Contract):
    """Events from the moment on when the second person agrees."""

    kind: Literal["now"] = "now"


class FromBeginning(Contract):
    """Every event there ever was."""

    kind: Literal["beginning"] = "beginning"


class FromMoment(Contract):
    """Events recorded at this moment or later."""

    kind: Literal["moment"] = "moment"
    moment: Instant


Start = Annotated[FromNow | FromBeginning | FromMoment, Field(discriminator="kind")]
"""Where a subscriber's history begins."""


def since(start: Start, at: datetime) -> datetime | None:
    """From when events count, for a start that takes effect at a moment; None: all of them."""
    match start:
        case FromBeginning():
            return None
        case FromMoment(moment=moment):
            return moment
        case FromNow():
            return at


class SubscriberOwner(Contract):
    """Who answers for a subscriber."""

    organization: Name
    contact: Text
    """Whom to warn, and how: a name, a telephone number, an address."""


class SubscriberTerms(Contract):
    """Which events a subscriber receives, what of them, and why it may."""

    owner: SubscriberOwner
    purpose: Text
    legal_ground: Text
    """The article or act by which it may have them."""
    types: Annotated[tuple[EventType, ...], Field(min_length=1, max_length=1000)]
    """Each type by its name: one that a later release adds has to be approved, too."""
    fields: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    """Classes of sensitive fields that it receives; all others are left out."""
    start: Start = FromNow()
    """From where on it may have events, also by a replay."""


class SubscriberRegistration(Contract):
    """A subscriber becomes one."""

    kind: Literal["register"] = "register"
    terms: SubscriberTerms
    password_hash: PasswordHash


class NewSubscriberTerms(Contract):
    """Other terms take the place of the present ones, all of them."""

    kind: Literal["change-terms"] = "change-terms"
    terms: SubscriberTerms


class NewPassword(Contract):
    """Another password takes the place of the present one."""

    kind: Literal["rotate"] = "rotate"
    password_hash: PasswordHash


class SubscriberRestoration(Contract):
    """A suspended subscriber receives events again, from where it stopped."""

    kind: Literal["restore"] = "restore"


class SubscriberRemoval(Contract):
    """A subscriber never receives anything again; what waits in its queue is deleted."""

    kind: Literal["remove"] = "remove"


SubscriberChange = Annotated[
    SubscriberRegistration | NewSubscriberTerms | NewPassword | SubscriberRestoration | SubscriberRemoval,
    Field(discriminator="kind"),
]


class SubscriberStanding(StrEnum):
    """Whether a subscriber receives events."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"


class SubscriberChangeProposed(Event):
    """Somebody wants a subscriber's registration changed; nothing is changed yet."""

    type: ClassVar[str] = "lea.subscribers.change-proposed.v1"
    subscriber: SubscriberName
    proposal: UUID
    change: SubscriberChange
    reason: Text


class SubscriberChangeApproved(Event):
    """Somebody else agreed to a proposal: the registration is changed."""

    type: ClassVar[str] = "lea.subscribers.change-approved.v1"
    subscriber: SubscriberName
    proposal: UUID
    change: SubscriberChange
    proposed_by: Annotated[str, Storable]


class SubscriberChangeRejected(Event):
    """A proposal was rejected, or withdrawn by the person who had made it."""

    type: ClassVar[str] = "lea.subscribers.change-rejected.v1"
    subscriber: SubscriberName
    proposal: UUID
    reason: Text


class SubscriberSuspended(Event):
    """A subscriber receives nothing from now on: by one person, or because nobody had read its queue."""

    type: ClassVar[str] = "lea.subscribers.subscriber-suspended.v1"
    subscriber: SubscriberName
    reason: Text


class SubscriberReplayed(Event):
    """A subscriber receives events again from where they start anew."""

    type: ClassVar[str] = "lea.subscribers.replay-started.v1"
    subscriber: SubscriberName
    start: Start
    reason: Text


class CutOffAnnounced(Event):
    """The queue of a subscriber is full because nobody reads it. Its owner is to be warned."""

    type: ClassVar[str] = "lea.subscribers.cut-off-announced.v1"
    subscriber: SubscriberName
    full_since: Instant
    cut_off_at: Instant
    """When the subscriber is suspended, unless its queue is read by then."""
