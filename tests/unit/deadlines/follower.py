"""Deadlines as it follows the events of one proceeding in memory."""

from datetime import date
from typing import Any

from contracts.commands.deadlines import AnnounceDueLimits, RescheduleLimits
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.deadlines import LimitRestored, LimitStanding
from contracts.registry import Command
from services.deadlines.domain.commands import ObserveEvent
from services.deadlines.domain.decider import decider
from services.deadlines.domain.reading import Reading, after
from services.deadlines.domain.revising import reread
from services.deadlines.domain.rules import Facts
from services.deadlines.domain.watch import Occurrence, Watch
from services.deadlines.domain.watch import after as watch_after
from services.proceedings.domain.course import VOLUNTARY_TERM
from shared.decider import Context, Recorded
from shared.law.calendar import WorkingCalendar, belarus
from shared.law.rule_sets import RuleSets
from tests.unit.proceedings.harness import NOW, STREAM, TODAY, named

RULE_SETS = RuleSets.load()
DEADLINES = decider(RULE_SETS)


class Follower:
    """`deadlines` as it follows one proceeding."""

    def __init__(self) -> None:
        self.watch = Watch()
        self.reading = Reading()
        self.calendar = belarus()
        self.published: list[EventEnvelope[Any]] = []

    def take(self, observed: EventEnvelope[Any]) -> None:
        """Observe an event."""
        self.reading = after(self.reading, observed, RULE_SETS)
        self._decide(ObserveEvent(event=observed), observed.effective_date)

    def look(self) -> None:
        """Let the timer look at what is due today."""
        self._decide(AnnounceDueLimits(as_of=TODAY), TODAY)

    def ask(self, data: Command, day: date) -> None:
        """Record an act of a day at `deadlines` itself."""
        self._decide(data, day)

    def restore_as_before(self, occurrence: Occurrence, day: date, until: date) -> None:
        """Restore a limit of any kind, as an earlier release let it be restored."""
        act = LimitRestored(ref=occurrence.ref, due=until, reasons="reasons")
        changed = watch_after(self.watch, act, day)
        again = reread(changed, self.reading, RULE_SETS, self.calendar, named("observed"), day)
        for item in (Recorded(act, day), *again):
            self._publish(item)

    def publish(self, calendar: WorkingCalendar) -> None:
        """Let another calendar be in force."""
        self.calendar = calendar
        self._decide(RescheduleLimits(calendar=calendar.version, cause="an act of government"), TODAY)

    def term(self) -> Occurrence | None:
        """The voluntary term; one that a revision took away exists no longer."""
        found = [each for each in self.watch.occurrences.values() if each.ref.limit == VOLUNTARY_TERM]
        lasting = [each for each in found if each.standing is not LimitStanding.CLOSED] or found
        return lasting[-1] if lasting else None

    def _decide(self, data: Command, day: date) -> None:
        command = CommandEnvelope[Any](
            id=named("observed"),
            source="/lea/deadlines",
            type=data.type,
            stream=STREAM,
            effective_date=day,
            issued_at=NOW,
            actor="policy:deadlines",
            correlation_id=STREAM,
            data=data,
        )
        context = Context(TODAY, Facts(self.calendar, self.reading))
        for item in DEADLINES.decide(self.watch, command, context):
            self._publish(item if isinstance(item, Recorded) else Recorded(item, day))

    def _publish(self, item: Recorded) -> None:
        event = EventEnvelope[Any](
            id=named(f"of deadlines {len(self.published)}"),
            source="/lea/deadlines",
            type=item.data.type,
            stream=STREAM,
            version=len(self.published) + 1,
            effective_date=item.effective_date,
            recorded_at=NOW,
            actor="policy:deadlines",
            correlation_id=STREAM,
            causation_id=STREAM,
            data=item.data,
        )
        self.published.append(event)
        self.watch = DEADLINES.evolve(self.watch, event)
