"""Tags: four bytes of the id of each applied event, which tell it from another event with the same version.

The tags of a stream are one string of bytes, `SIZE` of them for each of its last versions, the newest at the end.
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

SIZE = 4
"""Bytes of a tag. Two ids share one by chance once in four thousand million times."""
KEPT = 256
"""Tags kept of a stream. A kilobyte stays in its row; above two, PostgreSQL stores it apart: three times the cost."""
PASSED_OVER = bytes(SIZE)
"""The tag of a version that an operator passed over; no event has it."""

_INSTEAD = bytes([0] * (SIZE - 1) + [1])


def tag_of(event_id: UUID) -> bytes:
    """The tag of an event: the end of its id, which is random in version 7 and a hash in version 5."""
    tag = event_id.bytes[-SIZE:]
    return tag if tag != PASSED_OVER else _INSTEAD


def joined(event_ids: Iterable[UUID]) -> bytes:
    """The tags of a stream's consecutive events, as many as are kept."""
    return b"".join([tag_of(event_id) for event_id in event_ids])[-KEPT * SIZE :]


class Position(NamedTuple):
    """How far a consumer is in a stream, and what it applied there."""

    version: int
    """The last version applied or passed over; 0: none yet."""
    tags: bytes = b""

    def tag(self, version: int) -> bytes | None:
        """The tag of a version up to the position; None if it is not known."""
        end = len(self.tags) - SIZE * (self.version - version)
        return self.tags[end - SIZE : end] if end >= SIZE else None
