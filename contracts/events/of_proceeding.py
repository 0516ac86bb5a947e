"""What every event in the stream of an enforcement proceeding says besides what happened."""

from contracts.registry import Event
from contracts.values import Added, NumberText, ProceedingNumber


class ProceedingEvent(Event):
    """An event in the stream of an enforcement proceeding."""

    proceeding_number: Added[ProceedingNumber | None] = None
    """The number that the proceeding had when the event was recorded; none: of an earlier release, or an entry of a
    revised course, which has the number itself."""
    resolution_number: Added[NumberText | None] = None
    """The number of the resolution, or of another document of an act, by which it came about: of the series of its
    body, or of the paper that the act was recorded from; none: no such document has a number, or of an earlier
    release."""
