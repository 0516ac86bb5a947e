"""The commands that never leave the service: what its own projection and timer ask of it."""

from typing import ClassVar

from contracts.envelope import EventEnvelope
from contracts.registry import Command, Event


class ObserveEvent(Command):
    """Walk one event of a watched stream over the time limits."""

    type: ClassVar[str] = "lea.deadlines.observe-event.v1"
    event: EventEnvelope[Event]


class ReadAnew(Command):
    """Walk the stream as it reads now over the time limits: events it was built from are gone at their source."""

    type: ClassVar[str] = "lea.deadlines.read-anew.v1"
