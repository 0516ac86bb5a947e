"""Commands of `edge`: who may ask service 3.11.01. What opens a door takes two people, what shuts one takes one.

The stream is that of the consumer's registration, derived from its id.
"""

from typing import ClassVar
from uuid import UUID

from contracts.events.edge import ConsumerChange, ConsumerId
from contracts.identifiers import derived_id
from contracts.registry import Command
from contracts.values import Text

_REGISTRATIONS = UUID("0404a750-3721-538a-9393-a530499f81cb")


def registration_of(consumer: str) -> UUID:
    """The stream of a consumer's registration."""
    return derived_id(_REGISTRATIONS, consumer)


class ProposeConsumerChange(Command):
    """Propose to register a consumer, or to change its registration. The command's id is that of the proposal."""

    type: ClassVar[str] = "lea.edge.propose-consumer-change.v1"
    consumer: ConsumerId
    change: ConsumerChange
    reason: Text


class ApproveConsumerChange(Command):
    """Agree to a proposal somebody else has made: it is carried out."""

    type: ClassVar[str] = "lea.edge.approve-consumer-change.v1"
    proposal: UUID


class RejectConsumerChange(Command):
    """Turn a proposal down, or withdraw one's own."""

    type: ClassVar[str] = "lea.edge.reject-consumer-change.v1"
    proposal: UUID
    reason: Text


class SuspendConsumer(Command):
    """Shut a consumer out at once."""

    type: ClassVar[str] = "lea.edge.suspend-consumer.v1"
    consumer: ConsumerId
    reason: Text
