"""Limits counted by hand, from a course and from what was recorded at `deadlines`: a second, naive computation.

It knows four limits by heart, without tables: how long they are, what starts, meets, stops and cancels them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from contracts.acts.extend_suspension import SuspensionExtended
from contracts.events import proceedings as events
from shared.law.calendar import WorkingCalendar
from shared.law.procedures import Item
from tests.unit.proceedings.harness import TODAY

ONE_DAY = timedelta(days=1)
PLEA = "suspend-may-recoverer-plea"
ENDS = (events.ProceedingTerminated, events.DocumentReturned, events.ProceedingCompleted)
ANSWERS = {
    "third-party-levy-to-bank": {"in-force", "performed", "not-performed"},
    "ensuring-measure-decision": {"adopted", "in-force", "refused"},
}


class Key(NamedTuple):
    """Which limit: its row, its first day, what it is about."""

    limit: str
    starts_on: date
    about: str


class Said(NamedTuple):
    """An act recorded at `deadlines`."""

    key: Key
    kind: str
    day: date
    until: date


class Standing(NamedTuple):
    """A limit as it stands today."""

    key: Key
    standing: str
    due: date


def counted(items: list[Item], said: list[Said], calendar: WorkingCalendar) -> list[Standing]:
    """Every limit that the course starts, as it stands today."""
    ordered = sorted(map(_on_its_day, items), key=lambda item: (item.day, _moves_status(item.data)))
    found: list[Standing] = []
    for place, item in enumerate(ordered):
        started = _started(item)
        if started is not None:
            limit, length, about = started
            key = Key(limit, item.day, str(about))
            mine = [each for each in said if each.key == key and each.day >= item.day]
            limit_ = _Limit(key, about, calendar)
            if limit != "suspension-recoverer-plea-max" and _suspended(ordered[:place]):
                limit_.stopped_on = item.day + ONE_DAY  # it begins to run when the proceeding goes on
            limit_.see_all(each.data for each in ordered[:place])
            standing = limit_.after(length, ordered[place + 1 :], mine)
            if (
                limit_.closed != "closed" or limit_.closed_on != item.day
            ):  # one that ended as it began is as if it had never been
                found.append(standing)
    return sorted(found)


def _suspended(items: list[Item]) -> bool:
    moves = [
        each.data for each in items if isinstance(each.data, events.ProceedingSuspended | events.ProceedingResumed)
    ]
    return bool(moves) and isinstance(moves[-1], events.ProceedingSuspended)


def _on_its_day(item: Item) -> Item:
    """What is published with a credit counts on the day of the bank order."""
    return item._replace(day=item.data.fulfilled_on) if isinstance(item.data, events.DemandsFulfilled) else item


def _moves_status(data: Any) -> bool:
    has_status = not isinstance(getattr(data, "status", ""), str)
    return has_status or isinstance(data, events.SuspensionGroundEnded | SuspensionExtended)


def _started(item: Item) -> tuple[str, int | date, str | UUID | None] | None:
    match item.data:
        case events.VoluntaryTermStarted():
            return "voluntary-execution", 7, None
        case events.MeasureAdded(code="third-party-levy", measure=measure):
            return "third-party-levy-to-bank", 3, measure
        case events.MeasureAdded(status="requested", measure=measure):
            return "ensuring-measure-decision", 3, measure
        case events.ProceedingSuspended(until=date() as until) if item.data.status.reason == PLEA:
            return "suspension-recoverer-plea-max", until, PLEA
    return None


@dataclass
class _Limit:
    """One limit on its way through the days."""

    key: Key
    about: Any
    calendar: WorkingCalendar
    closed: str | None = None
    closed_on: date | None = None
    closed_by_an_end: bool = False
    stopped_on: date | None = None
    fulfilled: bool = False
    suspended: bool = False

    def see_all(self, before: Iterable[Any]) -> None:
        """What had happened before it started."""
        for data in before:
            self.note(data)

    def note(self, data: Any) -> None:
        """What lasts, whatever it does to the limit."""
        if isinstance(data, events.DemandsFulfilled | events.DemandsOpenAgain):
            self.fulfilled = isinstance(data, events.DemandsFulfilled)
        if isinstance(data, events.ProceedingSuspended | events.ProceedingResumed):
            self.suspended = isinstance(data, events.ProceedingSuspended)

    def after(self, length: int | date, items: list[Item], said: list[Said]) -> Standing:
        self.first = self.key.starts_on + ONE_DAY
        self.in_working_days = isinstance(length, int)
        self.end = self.run(self.first, length) if isinstance(length, int) else length
        self.due = self.working(self.end)
        if self.fulfilled and self.key.limit == "voluntary-execution":
            self.closed, self.closed_on = "met", self.key.starts_on
        for day in sorted({*(item.day for item in items), *(each.day for each in said)}):
            for each in sorted(each for each in said if each.day == day):
                self.say(each)
            for item in items:
                if item.day == day:
                    self.note(item.data)
                if item.day == day and self.closed is None:
                    self.see(item.data, day)
                elif item.day == day and self.closed_by_an_end:
                    self.see_again(item.data, day)
                elif item.day == day and isinstance(item.data, events.DemandsOpenAgain):
                    self.open_again(day)
        running = "suspended" if self.stopped_on else "expired" if self.due < TODAY else "running"
        return Standing(self.key, self.closed or running, self.due)

    def say(self, said: Said) -> None:
        if self.closed:
            return
        if said.kind == "met":
            self.closed = "met"
        elif self.working(said.until) > self.end:
            self.end, self.in_working_days = self.working(said.until), False
            self.due = self.due if self.stopped_on else self.end

    def see(self, data: Any, day: date) -> None:
        if self.met_by(data):
            self.closed, self.closed_on = "met", day
            self.closed_by_an_end = isinstance(data, ENDS)
        elif isinstance(data, ENDS):
            self.closed, self.closed_on, self.closed_by_an_end = "closed", day, True
        elif self.key.limit == "suspension-recoverer-plea-max":
            if isinstance(data, SuspensionExtended) and data.ground == PLEA:
                self.end = self.due = self.working(data.until)
        elif isinstance(data, events.ProceedingSuspended) and self.stopped_on is None and day <= self.due:
            self.stopped_on = max(day, self.first)
        elif isinstance(data, events.ProceedingResumed) and self.stopped_on is not None:
            self.end = self.run(max(day, self.first), self.left(self.stopped_on))
            self.due, self.stopped_on = self.working(self.end), None

    def see_again(self, data: Any, day: date) -> None:
        """The proceeding goes on after its end: the end was annulled, and the time since does not count."""
        if self.key.limit != "voluntary-execution" or not isinstance(
            data, events.ProceedingResumed | events.ProceedingSuspended
        ):
            return
        closed_on, self.closed, self.closed_on, self.closed_by_an_end = self.closed_on, None, None, False
        assert closed_on is not None
        if self.stopped_on is None and closed_on <= self.due:
            self.stopped_on = max(closed_on, self.first)
        self.see(data, day)

        if self.fulfilled and self.closed is None:
            self.closed, self.closed_on = "met", day

    def open_again(self, day: date) -> None:
        """Something is owed again: the time in which nothing was does not count."""
        if self.key.limit != "voluntary-execution" or self.closed != "met" or self.closed_on is None:
            return
        if self.stopped_on is None and self.closed_on <= self.due:
            self.stopped_on = max(self.closed_on, self.first)
        self.closed, self.closed_on = None, None
        if self.stopped_on is not None and not self.suspended:
            self.end = self.run(max(day, self.first), self.left(self.stopped_on))
            self.due, self.stopped_on = self.working(self.end), None

    def left(self, since: date) -> int:
        if not self.in_working_days:
            return (max(self.end, since) - since).days + 1
        days = ((since + timedelta(days=n)) for n in range((self.end - since).days + 1))
        return sum(self.calendar.is_working(day) for day in days)

    def run(self, first: date, length: int) -> date:
        day = first
        while length > 1 or not self.counts(day):
            length -= self.counts(day)
            day += ONE_DAY
        return day

    def counts(self, day: date) -> bool:
        return not self.in_working_days or self.calendar.is_working(day)

    def working(self, day: date) -> date:
        while not self.calendar.is_working(day):
            day += ONE_DAY
        return day

    def met_by(self, data: Any) -> bool:
        match self.key.limit:
            case "voluntary-execution":
                completed = isinstance(data, events.ProceedingCompleted) and data.status.reason == "complete-fulfilled"
                return completed or isinstance(data, events.DemandsFulfilled)
            case "suspension-recoverer-plea-max":
                ended = isinstance(data, events.SuspensionGroundEnded) and data.ground == PLEA
                return ended or isinstance(data, events.ProceedingResumed)
        answers = ANSWERS[self.key.limit]
        return isinstance(data, events.MeasureStatusChanged) and data.measure == self.about and data.status in answers
