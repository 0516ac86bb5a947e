"""The only module that reads the wall clock. Domain code is given a day instead."""

import time as system_time
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

MINSK = ZoneInfo("Europe/Minsk")


class Clock(Protocol):
    """Gives the time."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        ...

    def today(self) -> date:
        """The calendar day in Europe/Minsk."""
        ...

    def elapsed(self) -> float:
        """Seconds since some moment, by a clock that nobody sets: only differences of one process mean something."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return day_of(self.now())

    def elapsed(self) -> float:
        return system_time.monotonic()


@dataclass
class FixedClock:
    """A clock that is moved by hand; for tests and replays."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment.astimezone(UTC)

    def today(self) -> date:
        return day_of(self.moment)

    def elapsed(self) -> float:
        return self.moment.timestamp()

    def advance(self, by: timedelta) -> None:
        """Move the clock on."""
        self.moment += by


def day_of(moment: datetime) -> date:
    """The calendar day in Europe/Minsk on which an aware `moment` falls."""
    return moment.astimezone(MINSK).date()


def start_of(day: date) -> datetime:
    """The moment a calendar day begins in Europe/Minsk."""
    return datetime.combine(day, time(), MINSK)
