"""What every event in the stream of an enforcement proceeding says besides what happened."""

from contracts.registry import Event
from contracts.values import Added, ProceedingNumber


class ProceedingEvent(Event):
    """An event in the stream of an enforcement proceeding."""

    proceeding_number: Added[ProceedingNumber | None] = None
    """The number that the proceeding had when the event was recorded; none: of an earlier release, or an entry of a
    revised course, which has the number itself."""
