"""`deadlines`, which follows the events of a proceeding, has the date of the voluntary term that `proceedings` has."""

from datetime import date
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from contracts.commands.deadlines import AnnounceDueLimits
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.deadlines import LimitStanding
from contracts.registry import Command
from services.deadlines.domain.commands import ObserveEvent
from services.deadlines.domain.decider import decider
from services.deadlines.domain.rules import Facts
from services.deadlines.domain.watch import Occurrence, Watch
from services.proceedings.domain.course import VOLUNTARY_TERM, Course
from shared.decider import Context, Recorded
from shared.law.calendar import belarus
from shared.law.rule_sets import RuleSets
from tests.unit.proceedings.harness import NOW, STREAM, TODAY, Fields, named
from tests.unit.proceedings.test_any_order import EXAMPLES, days, histories, recorded

served = st.fixed_dictionaries({"command": st.just("record-service"), "day": days, "method": st.just("handed-over")})
with_service = st.tuples(histories, served, st.integers(1, 13)).map(
    lambda parts: [*parts[0][: parts[2]], parts[1], *parts[0][parts[2] :]]
)
DEADLINES = decider(RuleSets.load())
CONTEXT = Context(TODAY, Facts(calendar=belarus()))


class Follower:
    """`deadlines` as it follows one proceeding; `impatient`: its timer looks after every event."""

    def __init__(self, *, impatient: bool) -> None:
        self.watch = Watch()
        self._impatient = impatient
        self._events = 0

    def take(self, observed: EventEnvelope[Any]) -> None:
        self._decide(ObserveEvent(event=observed), observed.effective_date)
        if self._impatient:
            self._decide(AnnounceDueLimits(as_of=TODAY), TODAY)

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
        for item in DEADLINES.decide(self.watch, command, CONTEXT):
            self._happen(item if isinstance(item, Recorded) else Recorded(item, day))

    def _happen(self, item: Recorded) -> None:
        self._events += 1
        self.watch = DEADLINES.evolve(
            self.watch,
            EventEnvelope[Any](
                id=named(f"of deadlines {self._events}"),
                source="/lea/deadlines",
                type=item.data.type,
                stream=STREAM,
                version=self._events,
                effective_date=item.effective_date,
                recorded_at=NOW,
                actor="policy:deadlines",
                correlation_id=STREAM,
                causation_id=STREAM,
                data=item.data,
            ),
        )

    def term(self) -> Occurrence | None:
        """The voluntary term; one that a revision took away exists no longer."""
        found = [each for each in self.watch.occurrences.values() if each.ref.limit == VOLUNTARY_TERM]
        running = [each for each in found if each.standing is not LimitStanding.CLOSED] or found
        return running[-1] if running else None


def agrees(course: Course, term: Occurrence | None) -> None:
    """Hold the two against each other."""
    if course.term is None:
        assert term is None or term.standing is LimitStanding.CLOSED
        return
    assert term is not None
    assert term.starts_on == course.term.started_on
    if course.term.due is not None:
        assert term.due == course.term.due
    assert (term.standing is LimitStanding.SUSPENDED) == (course.term.due is None and not course.ended)
    if "compulsory" in course.reached and not course.ended:
        assert term.standing in {LimitStanding.RUNNING, LimitStanding.EXPIRED}
        assert term.due < course.reached["compulsory"]


@settings(max_examples=EXAMPLES, deadline=None)
@given(with_service, st.booleans())
def test_the_voluntary_term_ends_on_the_same_day(told: list[Fields], impatient: bool) -> None:
    proceeding, _ = recorded(told)
    follower = Follower(impatient=impatient)
    for each in proceeding.stream:
        follower.take(each)
    course = proceeding.course(TODAY)
    event(f"revised: {proceeding.state.revision if proceeding.state else 0}, term: {course.term is not None}")
    agrees(course, follower.term())
