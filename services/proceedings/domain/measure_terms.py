"""How long measures last and rest, and how they move when that is over (Art. 348(3) ind. 9-10, 348(8), 368(2))."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from services.proceedings.domain.entries import Measure, Pause
from shared.law.calendar import OutsideCalendar, WorkingCalendar

BY_LAW = "operation-of-law"
ENDED = "ended"
RESTING = "suspended"
OPEN = frozenset({"adopted", "in-force", RESTING})
"""Statuses of a measure that binds somebody."""

MEASURE_TERMS = frozenset(
    {
        "postponement-max",
        "exit-restriction-suspension-begin",
        "exit-restriction-suspension-length",
        "exit-restriction-length",
        "driving-restriction-max",
    }
)
"""The time limits with which a measure moves."""


class Move(NamedTuple):
    """A move of a measure that no act makes."""

    last_day: date
    """After which it comes."""
    measure: Measure
    to: str
    article: str | None
    """None: that of the measure."""


def moves_by_law(measures: Iterable[Measure], calendar: WorkingCalendar, running_since: date | None) -> Iterator[Move]:
    """The moves to come; `running_since` is when the last suspension of the proceeding ended, none: one lasts."""
    for measure in measures:
        if measure.last_day is not None and measure.status in OPEN:
            yield Move(measure.last_day, measure, ENDED, None)
        if measure.pause is not None and measure.pause.since is not None and measure.status in OPEN - {RESTING}:
            yield Move(measure.pause.since - timedelta(days=1), measure, RESTING, measure.pause.article)
        if measure.pause is not None and measure.status == RESTING:
            last_day = _end_of(measure.pause, calendar, running_since)
            if last_day is not None:
                yield Move(last_day, measure, measure.pause.back_to, measure.pause.article)


def _end_of(pause: Pause, calendar: WorkingCalendar, running_since: date | None) -> date | None:
    """The last day of a rest; none: it is not known yet."""
    if not pause.stops:
        return pause.last_day
    if running_since is None:
        return None  # Art. 137(1)
    try:
        return calendar.next_working(max(pause.last_day, running_since))
    except OutsideCalendar:
        return None  # no working calendar is published for that year yet
