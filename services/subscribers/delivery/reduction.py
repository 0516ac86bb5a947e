"""What a subscriber receives of a stored event: the fields and, inside it, the event types it was approved for."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json

from contracts.reduction import reduce, reduce_recording
from services.subscribers.delivery.cursors import Recipient


class Reduced(NamedTuple):
    """The data of an event, and what is stated about its recording."""

    data: bytes
    recording: str | None


def reduced(row: Mapping[str, Any], recipient: Recipient) -> Reduced:
    """What a subscriber receives of an event. Raises UnknownType."""
    data, recording = from_json(row["data"]), row["recording"]
    return Reduced(
        to_json(reduce(row["type"], data, recipient.fields, recipient.types)),
        None if recording is None else reduce_recording(recording, recipient.fields),
    )
