"""Compute a limit together with every step that led to its date."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from shared.law.calendar import Reason, WorkingCalendar
from shared.law.time_limits.arithmetic import ONE_DAY, Run, Standing, add_months, due, follow, last_day, rest
from shared.law.time_limits.computation import Computation, Rest, RestUnit, Step, StepKind
from shared.law.time_limits.history import Entry
from shared.law.time_limits.rules import Rule, Terms, Unit, terms

_END_ARTICLES = {
    Unit.WORKING_DAYS: "Art. 135(3)",
    Unit.MONTHS: "Art. 135(5)",
    Unit.YEARS: "Art. 135(4)",
    Unit.DATE: "Art. 135(2)",
    Unit.STATED: "Art. 135(2)",
    Unit.IMMEDIATE: "Art. 135(2)",
}
_CHANGES = {
    "suspended": StepKind.SUSPENDED,
    "resumed": StepKind.RESUMED,
    "interrupted": StepKind.INTERRUPTED,
    "restarted": StepKind.RESTARTED,
    "extended": StepKind.EXTENDED,
    "restored": StepKind.RESTORED,
}


def compute(rule: Rule, start: date, calendar: WorkingCalendar, history: Sequence[Entry] = ()) -> Computation:
    """The limit that `rule` sets from `start`, with its history, explained step by step.

    `start` is the day of the event (for backward directions the event to come, for `date` the fixed date).
    Raises `NotComputable`, `HistoryError` or `OutsideCalendar`.
    """
    counted = terms(rule)
    standings = tuple(follow(counted, start, calendar, history))
    last = standings[-1]
    ended = last_day(last.run, counted, calendar) if last.running else None
    reached = due(last.run, counted, calendar) if last.running else None
    unsettled = _unsettled(counted, last.run, reached, calendar) if reached else None
    explained = _Explanation(counted, start, calendar)
    return Computation(
        rule_id=rule.id,
        rule_set=rule.rule_set,
        article=rule.article,
        amount=rule.amount,
        unit=counted.unit,
        direction=counted.direction,
        start=start,
        first_day=standings[0].run.first,
        last_day=ended,
        due=reached,
        rest=explained.rest(last) if last.since is not None and not last.stopped else None,
        provisional=unsettled is not None,
        calendar_version=calendar.version,
        steps=tuple(explained.steps(standings, history, unsettled)),
    )


def _unsettled(counted: Terms, run: Run, reached: date, calendar: WorkingCalendar) -> date | None:
    """The first day the result rests on whose year has no published transfers."""
    if counted.unmoved:
        return None
    counted_from = run.first if run.in_days else run.end
    return calendar.first_unsettled(min(counted_from, reached), max(run.end, reached, counted_from))


class _Explanation:
    """Turns the standings of a limit into steps."""

    def __init__(self, counted: Terms, start: date, calendar: WorkingCalendar) -> None:
        self.counted, self.start, self.calendar = counted, start, calendar

    def steps(self, standings: Sequence[Standing], history: Sequence[Entry], unsettled: date | None) -> Iterator[Step]:
        yield self._beginning(standings[0].run)
        counted_to = standings[0].run.first - ONE_DAY
        for (before, after), entry in zip(pairwise(standings), history, strict=True):
            if before.running and after != before:
                until = before.run.end if after.running else entry.on - ONE_DAY
                yield from self._counted(before.run, counted_to, until)
            yield self._change(before, after, entry)
            if after.run is not before.run:
                counted_to = self._counted_to(before, after, entry)
        last = standings[-1]
        if last.running:
            yield from self._counted(last.run, counted_to, last.run.end)
            yield from self._ending(last.run)
        if unsettled is not None:
            yield Step(kind=StepKind.PROVISIONAL, article="Art. 134(3)", date=unsettled)

    def rest(self, standing: Standing) -> Rest:
        run, since = standing.run, standing.since or standing.run.first
        unit = RestUnit.WORKING_DAYS if run.in_days else RestUnit.CALENDAR_DAYS
        return Rest(amount=rest(run, since, self.counted, self.calendar), unit=unit)

    def _beginning(self, run: Run) -> Step:
        match self.counted.unit:
            case Unit.IMMEDIATE:
                return Step(kind=StepKind.AT_ONCE, article="Art. 135(2)", date=run.end)
            case Unit.DATE | Unit.STATED:
                return Step(kind=StepKind.FIXED_DATE, article="Art. 135(2)", date=run.end)
        kind = StepKind.COUNTED_BACK if self.counted.backward else StepKind.STARTED
        return Step(kind=kind, article="Art. 135(1)", date=run.first)

    def _counted_to(self, before: Standing, after: Standing, entry: Entry) -> date:
        """The day up to which the days of the new run are named already."""
        if entry.kind == "extended":
            return last_day(before.run, self.counted, self.calendar)
        return after.run.first - ONE_DAY

    def _counted(self, run: Run, after: date, last: date) -> Iterator[Step]:
        """Days skipped, and days off that count, after one day up to another (or back to it)."""
        if not run.in_days:
            return
        if self.counted.backward:
            days = reversed(self.calendar.days(last, run.first))
        else:
            days = iter(self.calendar.days(after + ONE_DAY, min(last, run.end)))
        for day in days:
            if not day.working:
                yield Step(kind=StepKind.SKIPPED, article="Art. 134(3)", date=day.date, day=day)
            elif day.reason is Reason.MOVED_WORKING:
                yield Step(kind=StepKind.COUNTED, article="Art. 134(3)", date=day.date, day=day)

    def _change(self, before: Standing, after: Standing, entry: Entry) -> Step:
        if before == after:
            return Step(kind=StepKind.WITHOUT_EFFECT, article=entry.article, date=entry.on)
        kind = _CHANGES[entry.kind]
        left = self.rest(after) if kind is StepKind.SUSPENDED else None
        until = after.run.end if kind in {StepKind.EXTENDED, StepKind.RESTORED} else None
        return Step(kind=kind, article=entry.article, date=entry.on, until=until, rest=left)

    def _ending(self, run: Run) -> Iterator[Step]:
        counted, calendar = self.counted, self.calendar
        if counted.amount:
            yield Step(kind=StepKind.ENDED, article=_END_ARTICLES[counted.unit], date=run.end)
        if _is_short_month(run):
            yield Step(kind=StepKind.SHORT_MONTH, article="Art. 135(6)", date=run.end)
        last, reached = last_day(run, counted, calendar), due(run, counted, calendar)
        if last != run.end:
            yield from self._passed(run.end, last, "Art. 135(7)")
            day = calendar.day(run.end)
            yield Step(kind=StepKind.ROLLED, article="Art. 135(7)", date=run.end, until=last, day=day)
        if reached != last:
            # The period is over; actions wait for a day on which they may be taken.
            article = "Art. 134(3)" if run.in_days else "Art. 351(4)"
            yield from self._passed(last + ONE_DAY, reached, article)
            yield Step(kind=StepKind.EARLIEST, article=article, date=reached)

    def _passed(self, first: date, until: date, article: str) -> Iterator[Step]:
        """The non-working days from `first` to (not including) `until`, or back to it."""
        low, high = (first, until - ONE_DAY) if first <= until else (until + ONE_DAY, first)
        for day in self.calendar.days(low, high):
            yield Step(kind=StepKind.SKIPPED, article=article, date=day.date, day=day)


def _is_short_month(run: Run) -> bool:
    if run.origin is None or run.end.day >= run.origin.day:
        return False
    return run.end == add_months(run.origin, run.months)
