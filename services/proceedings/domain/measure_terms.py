"""How long measures last and rest, and how they move when that is over (Art. 348(3) ind. 9-10, 348(8), 368(2))."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from services.proceedings.domain.entries import Measure, Pause, Since
from services.proceedings.domain.standstill import runs_on, suspensions
from shared.law.calendar import OutsideCalendar, WorkingCalendar

BY_LAW = "operation-of-law"
ENDED = "ended"
RESTING = "suspended"

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


def moves_by_law(
    measures: Iterable[Measure], binding: frozenset[str], calendar: WorkingCalendar, statuses: Sequence[Since]
) -> Iterator[Move]:
    """The moves to come of the measures of a proceeding with these statuses.

    `binding`: the statuses in which a measure binds somebody.
    """
    for measure in measures:
        if measure.last_day is not None and measure.status in binding:
            yield Move(measure.last_day, measure, ENDED, None)
        if measure.pause is not None and measure.pause.since is not None and measure.status in binding - {RESTING}:
            yield Move(measure.pause.since - timedelta(days=1), measure, RESTING, measure.pause.article)
        if measure.pause is not None and measure.status == RESTING:
            last_day = end_of_rest(measure.pause, measure.history[-1].day, calendar, statuses)
            if last_day is not None:
                yield Move(last_day, measure, measure.pause.back_to, measure.pause.article)


def end_of_rest(pause: Pause, since: date, calendar: WorkingCalendar, statuses: Sequence[Since]) -> date | None:
    """The last day of a rest since a day; none: it is not known yet."""
    if not pause.stops:
        return pause.last_day
    last_day = runs_on(pause.last_day, suspensions(statuses, since))  # Art. 137
    try:
        return calendar.next_working(last_day) if last_day is not None else None
    except OutsideCalendar:
        return None  # no working calendar is published for that year yet
