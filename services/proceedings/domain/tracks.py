"""On which track of a course an event stands: a track only grows at its end, or is revised."""

from collections.abc import Callable
from datetime import date
from typing import Any

from contracts.events import proceedings as events
from contracts.registry import Event
from services.proceedings.domain.act_types import tracks
from shared.law.procedures import Item


def item(data: Event, day: date) -> Item:
    """An event of a course on the day it takes effect."""
    substance = data.model_copy(update={"explanation": ()}) if isinstance(data, events.PaymentReceived) else data
    return Item(day, track_of(data), data, substance)


def track_of(data: Event) -> str:
    """The track of an event. Raises LookupError for one that is no part of a course."""
    return TRACKS[type(data)](data)


TRACKS: dict[type[Event], Callable[[Any], str]] = {
    **tracks(),
    # What follows from the acts by law.
    events.ProceedingInitiated: lambda _: "status",
    events.VoluntaryTermStarted: lambda _: "status",
    events.CompulsoryExecutionStarted: lambda _: "status",
    events.DutyOpened: lambda data: f"duty:{data.duty}:{data.act}",
}
