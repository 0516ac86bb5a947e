"""Commands of `subscribers`: who outside receives which events. What grants access takes two people, suspending one.

The stream is that of the subscriber, derived from its name.
"""

from typing import ClassVar
from uuid import UUID

from contracts.events.subscribers import Start, SubscriberChange, SubscriberName
from contracts.identifiers import derived_id
from contracts.registry import Command
from contracts.values import Text

_SUBSCRIBERS = UUID("1c9b6828-dac9-5466-910e-fafceb96847f")


def stream_of_subscriber(name: str) -> UUID:
    """The stream of a subscriber."""
    return derived_id(_SUBSCRIBERS, name)


class ProposeSubscriberChange(Command):
    """Propose to register a subscriber, or to change its registration. The command's id is that of the proposal."""

    type: ClassVar[str] = "lea.subscribers.propose-change.v1"
    subscriber: SubscriberName
    change: SubscriberChange
    reason: Text


class ApproveSubscriberChange(Command):
    """Agree to a proposal somebody else has made: it is carried out."""

    type: ClassVar[str] = "lea.subscribers.approve-change.v1"
    proposal: UUID


class RejectSubscriberChange(Command):
    """Reject a proposal, or withdraw one's own."""

    type: ClassVar[str] = "lea.subscribers.reject-change.v1"
    proposal: UUID
    reason: Text


class SuspendSubscriber(Command):
    """Stop a subscriber at once."""

    type: ClassVar[str] = "lea.subscribers.suspend-subscriber.v1"
    subscriber: SubscriberName
    reason: Text


class ReplayEvents(Command):
    """Have a subscriber receive events again; it skips those that it has applied."""

    type: ClassVar[str] = "lea.subscribers.replay-events.v1"
    subscriber: SubscriberName
    start: Start
    reason: Text
