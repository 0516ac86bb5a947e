"""When what runs stands still: while the proceeding is suspended (Art. 137)."""

from collections.abc import Iterable, Iterator
from datetime import date

from services.proceedings.domain.entries import Since
from shared.law.time_limits import Entry, Resumed, Suspended


def suspensions(statuses: Iterable[Since], start: date) -> Iterator[Entry]:
    """Those that lasted on the day from which a limit runs, from that day on, and those that began later."""
    since: date | None = None
    for status in statuses:
        if status.code == "suspended":
            since = since or max(status.day, start)
        elif since is not None:
            if status.day > start:
                yield from (Suspended(on=since), Resumed(on=status.day))
            since = None
    if since is not None:
        yield Suspended(on=since)


def runs_on(last_day: date, history: Iterable[Entry]) -> date | None:
    """A last day with the days that it stood still; none: it does so now."""
    rests_since: date | None = None
    for entry in history:
        if isinstance(entry, Suspended) and entry.on <= last_day:
            rests_since = entry.on
        elif isinstance(entry, Resumed) and rests_since is not None:
            last_day, rests_since = last_day + (entry.on - rests_since), None
    return last_day if rests_since is None else None
