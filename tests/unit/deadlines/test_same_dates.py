"""`deadlines`, which follows the events of a proceeding, has the date of the voluntary term that `proceedings` has."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from contracts.envelope import EventEnvelope
from contracts.events.deadlines import LimitStanding
from contracts.events.proceedings import CourseRevised
from contracts.revisions import Entry, revised_entry
from services.deadlines.domain.watch import Occurrence
from services.proceedings.domain.course import Course
from services.proceedings.domain.rules import name_of
from services.proceedings.policies import reactions
from shared.decider import Rejection
from tests.unit.deadlines.follower import Follower
from tests.unit.order_examples import EXAMPLES
from tests.unit.proceedings.harness import STREAM, TODAY, Fields, Life, life
from tests.unit.proceedings.test_any_order import CASE, days, histories, recorded

pleas = st.fixed_dictionaries(
    {
        "command": st.just("suspend-proceeding"),
        "day": days,
        "ground": st.just("suspend-may-recoverer-plea"),
        "until": st.sampled_from([date(2026, 4, 15), date(2026, 5, 20)]),
    }
)
served = st.fixed_dictionaries({"command": st.just("record-service"), "day": days, "method": st.just("handed-over")})
with_service = st.tuples(histories, st.one_of(served, served, pleas), st.integers(1, 13)).map(
    lambda parts: [*parts[0][: parts[2]], parts[1], *parts[0][parts[2] :]]
)


def agrees(course: Course, term: Occurrence | None) -> None:
    """Hold the two against each other."""
    if course.term is None:
        assert term is None or term.standing is LimitStanding.CLOSED
        return
    assert term is not None
    assert term.starts_on == course.term.started_on
    if course.term.due is not None:
        assert term.due == course.term.due
    kept = course.fulfilled_on is not None
    assert (term.standing is LimitStanding.SUSPENDED) == (course.term.due is None and not course.ended and not kept)
    assert term.standing is LimitStanding.MET or not kept
    if "compulsory" in course.reached and not course.ended:
        assert term.standing in {LimitStanding.RUNNING, LimitStanding.EXPIRED}
        assert term.due < course.reached["compulsory"]


@settings(max_examples=EXAMPLES, deadline=None)
@given(with_service, st.booleans())
def test_the_voluntary_term_ends_on_the_same_day(spec: list[Fields], impatient: bool) -> None:
    proceeding, _ = recorded(spec)
    follower = Follower()
    for each in proceeding.stream:
        follower.take(each)
        if impatient:
            follower.look()
    course = proceeding.course(TODAY)
    event(f"revised: {proceeding.state.revision if proceeding.state else 0}, term: {course.term is not None}")
    agrees(course, follower.term())


class Both:
    """A proceeding and the deadlines that follow it, each behind the other by as much as a test wants."""

    def __init__(self) -> None:
        self.proceeding: Life = life({**CASE})
        self.deadlines = Follower()
        self.refused: list[str] = []
        self._observed = self._reacted_to = 0

    def steps(self) -> list[tuple[Callable[[], None], ...]]:
        """What may happen between two acts."""
        return [(), (self.observe, self.deadlines.look), (self.react,), (self.catch_up,)]

    def record(self, spec: Fields) -> None:
        with suppress(Rejection):
            self.proceeding.carry_out({**spec})

    def observe(self) -> None:
        for each in self.proceeding.stream[self._observed :]:
            self.deadlines.take(each)
        self._observed = len(self.proceeding.stream)

    def react(self) -> None:
        fresh = self.deadlines.published[self._reacted_to :]
        self._reacted_to = len(self.deadlines.published)
        for each in fresh:
            self._carry_out(each)

    def catch_up(self) -> None:
        while self._observed < len(self.proceeding.stream) or self._reacted_to < len(self.deadlines.published):
            self.observe()
            self.deadlines.look()
            self.react()

    def _carry_out(self, expired: EventEnvelope[Any]) -> None:
        for policy, _, command in reactions(expired):
            spec = {"command": name_of(command.type), "day": expired.effective_date, **command.model_dump()}
            try:
                self.proceeding.carry_out({**spec, "actor": f"policy:{policy}"})
            except Rejection as rejection:
                self.refused += [problem.code for problem in rejection.problems]


@settings(max_examples=EXAMPLES, deadline=None)
@given(with_service, st.data())
def test_no_revision_makes_a_policy_be_refused(spec: list[Fields], data: st.DataObject) -> None:
    both = Both()
    for each in spec:
        both.record(each)
        for step in data.draw(
            st.sampled_from([(), (both.observe, both.deadlines.look), (both.react,), (both.catch_up,)])
        ):
            step()
    both.catch_up()
    event(f"expiries: {sum('expired' in each.type for each in both.deadlines.published)}")
    agrees(both.proceeding.course(TODAY), both.deadlines.term())
    assert set(both.refused) <= {"proceeding-finished"}, "the end was recorded while the expiry was on its way"


@settings(max_examples=EXAMPLES, deadline=None)
@given(with_service)
def test_a_follower_that_lived_through_it_equals_one_built_anew(spec: list[Fields]) -> None:
    proceeding, _ = recorded(spec)
    lived, anew = Follower(), Follower()
    for each in proceeding.stream:
        lived.take(each)
    first, *_ = proceeding.stream
    anew.take(first)
    anew.take(first.model_copy(update={"data": whole_of(proceeding.course(TODAY))}))
    assert _limits(lived) == _limits(anew)


def whole_of(course: Course) -> CourseRevised:
    """A course as one revision."""
    entries = tuple(revised_entry(Entry(item.day, item.data)) for item in course.items)
    return CourseRevised(revision=1, cause=STREAM, since=course.initiated_on, entries=entries)


def _limits(follower: Follower) -> list[tuple[str, ...]]:
    """What of the limits does not hang on the ids of events; those that a revision took away exist no longer."""
    return sorted(
        (each.ref.limit, str(each.starts_on), str(each.due), each.standing.value, str(each.history))
        for each in follower.watch.occurrences.values()
        if not each.about_its_start and each.standing is not LimitStanding.CLOSED
    )
