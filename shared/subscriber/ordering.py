"""Whether an event is the next of its stream: pure functions over positions."""

from enum import Enum
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID


class Step(Enum):
    """What is to be done with an event."""

    APPLY = "apply"
    SKIP = "skip"
    """Applied before."""
    WAIT = "wait"
    """An earlier event of its stream has not come."""


class Position(NamedTuple):
    """How far a stream is applied."""

    sequence: int = 0
    """Of the last event applied; 0: none."""
    digest: bytes = bytes(32)
    """Over the ids of all events applied, in their order: SHA-256 of the digest before and the id."""

    def after(self, event: UUID, sequence: int) -> "Position":
        """The position once an event is applied."""
        return Position(sequence, sha256(self.digest + event.bytes).digest())


def step(reached: int, previous: int, sequence: int) -> Step:
    """What to do with an event of a stream that is applied up to `reached`.

    A subscriber does not receive every event: `previous` is the sequence of the one before it that it receives.
    """
    if sequence <= reached:
        return Step.SKIP
    return Step.APPLY if previous <= reached else Step.WAIT
