"""The commands that never leave the service: what its own projection and timer ask of it."""

from typing import ClassVar

from contracts.envelope import EventEnvelope
from contracts.registry import Command, Event


class ObserveEvent(Command):
    """Walk one event of a watched stream over the time limits."""

    type: ClassVar[str] = "lea.deadlines.observe-event.v1"
    event: EventEnvelope[Event]
