"""Whatever the order in which acts are recorded, at `proceedings` and at `deadlines`, the same limits follow."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from contracts.commands.deadlines import ExtendLimit
from contracts.events.deadlines import LimitStanding
from services.deadlines.domain.revising import never_ran
from services.deadlines.domain.watch import Occurrence
from shared.decider import Rejection
from shared.law.calendar import CalendarAct, WorkingCalendar, belarus
from tests.unit.deadlines.follower import Follower
from tests.unit.deadlines.naive import ANSWERS, PLEA, Key, Said, Standing, counted
from tests.unit.deadlines.test_same_dates import pleas, served, whole_of
from tests.unit.order_examples import EXAMPLES
from tests.unit.proceedings.harness import INITIATED_ON, TODAY, Fields, Life, life
from tests.unit.proceedings.test_any_order import CASE, days, suspensions

COUNTED = {"voluntary-execution", "suspension-recoverer-plea-max", *ANSWERS}
MOVED = CalendarAct.model_validate(
    {
        "version": "moved",
        "act": {
            "title": {"en": "A transfer", "ru": "Перенос", "be": "Перанос"},
            "adopted": "2026-03-01",
            "number": "1",
        },
        "days": [{"date": "2026-03-12", "kind": "non_working"}, {"date": "2026-03-14", "kind": "working"}],
        "settles": [2026],
    }
)


def _act(name: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Fields]:
    return st.fixed_dictionaries({"command": st.just(name), "day": days, **fields})


measures = st.tuples(
    _act("add-measure", measure=st.just("levy"), code=st.just("third-party-levy"), sum=st.just("10.00 BYN")),
    _act("add-measure", measure=st.just("another levy"), code=st.just("third-party-levy"), sum=st.just("10.00 BYN")),
    _act("add-measure", measure=st.just("restriction"), code=st.just("ens-exit-restriction")),
)
acts = st.one_of(
    served,
    served,
    pleas,
    pleas,
    _act("suspend-proceeding", ground=suspensions),
    _act("extend-suspension", ground=st.just(PLEA), until=st.sampled_from([date(2026, 5, 6), date(2026, 8, 31)])),
    _act("extend-suspension", ground=st.just(PLEA), until=st.sampled_from([date(2026, 5, 6), date(2026, 8, 31)])),
    _act("resume-proceeding", reason=st.just("resume-ground-ended"), ground=suspensions),
    _act("resume-proceeding", reason=st.just("resume-ground-ended")),
    _act("resume-proceeding", reason=st.just("resume-ground-ended"), ground=st.just(PLEA)),
    _act("change-measure-status", measure=st.sampled_from(["levy", "another levy", "restriction"]),
         status=st.sampled_from(["adopted", "in-force", "performed", "refused"])),
    _act("record-payment", payment=st.uuids().map(str), sum=st.just("900.00 BYN"), source=st.just("debtor")),
    _act("record-fulfilment", claim=st.just(2)),
    _act("terminate-proceeding", ground=st.just("terminate-waived")),
    _act("complete-proceeding", ground=st.just("complete-fulfilled")),
)  # fmt: skip
histories = st.tuples(measures, st.integers(0, 3), st.lists(acts, min_size=1, max_size=9)).map(
    lambda parts: [*parts[0][: parts[1]], *parts[2]]
)


class Both:
    """A proceeding and the deadlines that follow it."""

    def __init__(self) -> None:
        self.proceeding: Life = life({**CASE})
        self.deadlines = Follower()
        self.deadlines.take(self.proceeding.stream[0])

    def record(self, spec: Fields, recorded_on: date | None = None) -> None:
        before = len(self.proceeding.stream)
        with suppress(Rejection):
            self.proceeding.carry_out({**spec}, recorded_on)
        for each in self.proceeding.stream[before:]:
            self.deadlines.take(each)

    def say(self, said: Said) -> None:
        """Record an act of a day at `deadlines`; nothing where the limit does not exist."""
        found = [each for each in self.deadlines.watch.occurrences.values() if _key(each) == said.key]
        if len(found) == 1:
            until = self.deadlines.calendar.next_working(said.until)
            self.deadlines.restore_as_before(found[0], said.day, until)


def _key(occurrence: Occurrence) -> Key:
    return Key(occurrence.ref.limit, occurrence.starts_on, str(occurrence.about))


@st.composite
def said_of(draw: st.DrawFn, both: Both) -> list[Said]:
    """Some acts on limits that exist."""
    keys = [_key(each) for each in both.deadlines.watch.occurrences.values()]
    open_to = [
        each
        for each in both.deadlines.watch.occurrences.values()
        if each.ref.limit in COUNTED and keys.count(_key(each)) == 1
    ]
    if not open_to:
        return []
    chosen = draw(st.lists(st.sampled_from(open_to), max_size=3))
    lengths = st.integers(0, 25).map(timedelta)
    drawn = []
    for each in chosen:
        day = each.starts_on + draw(lengths)
        drawn.append(Said(_key(each), "restored", day, day + draw(lengths)))
    return drawn


def _lasting(follower: Follower) -> Iterator[Occurrence]:
    return (each for each in follower.watch.occurrences.values() if not never_ran(each))


def standings(follower: Follower) -> list[Standing]:
    """How the counted limits stand today."""
    follower.look()
    lasting = (each for each in _lasting(follower) if each.ref.limit in COUNTED)
    return sorted(Standing(_key(each), each.standing.value, each.due) for each in lasting)


def _limits(follower: Follower) -> list[tuple[str, ...]]:
    """All limits, without the ids of events."""
    follower.look()
    return sorted(
        (
            each.ref.limit,
            str(each.starts_on),
            str(each.due),
            each.standing.value,
            str(each.history),
            "" if each.about_its_start else str(each.about),
        )
        for each in _lasting(follower)
    )


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories, st.data())
def test_the_order_of_recording_never_counts(history: list[Fields], data: st.DataObject) -> None:
    first, second = Both(), Both()
    middle = data.draw(st.integers(0, len(history)))
    for each in history[:middle]:
        first.record(each)
        if data.draw(st.booleans()):
            first.deadlines.look()
    said = data.draw(said_of(first))
    for act in said:
        first.say(act)
    for each in history[middle:]:
        first.record(each)
    for each in sorted(data.draw(st.permutations(history)), key=_needs_its_measure):
        second.record(each)
    for act in data.draw(st.permutations(said)):
        second.say(act)
    event(f"revised: {first.proceeding.state.revision if first.proceeding.state else 0}, said: {len(said)}")
    assert _limits(first.deadlines) == _limits(second.deadlines)
    course = first.proceeding.course(TODAY)
    assert standings(first.deadlines) == counted(course.items, said, belarus())


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories, st.data())
def test_who_lived_through_it_equals_who_is_built_anew(history: list[Fields], data: st.DataObject) -> None:
    lived, anew = Both(), Follower()
    moved = belarus().with_overrides([MOVED])
    published_after = data.draw(st.integers(0, len(history)))
    for place, each in enumerate(history):
        if place == published_after:
            _publish(lived.deadlines, moved)
        lived.record(each)
        lived.deadlines.look()
    _publish(lived.deadlines, moved)
    anew.calendar = moved
    first, *_ = lived.proceeding.stream
    anew.take(first)
    course = lived.proceeding.course(TODAY)
    anew.take(first.model_copy(update={"data": whole_of(course)}))
    assert standings(lived.deadlines) == standings(anew) == counted(course.items, [], moved)


def _publish(follower: Follower, calendar: WorkingCalendar) -> None:
    if follower.calendar.version != calendar.version:
        follower.publish(calendar)


def _needs_its_measure(spec: Fields) -> bool:
    return bool(spec["command"] != "add-measure")


def test_an_extension_of_a_day_before_the_expiry_takes_it_back() -> None:
    both = Both()
    until = date(2026, 4, 15)
    plea = {"command": "suspend-proceeding", "day": INITIATED_ON, "ground": PLEA, "until": until}
    both.record(plea, INITIATED_ON)
    both.deadlines.look()
    [missed] = [each for each in both.deadlines.watch.occurrences.values() if each.until == until]
    assert missed.standing is LimitStanding.EXPIRED
    extension = {"command": "extend-suspension", "day": date(2026, 4, 10), "ground": PLEA, "until": date(2026, 8, 31)}
    both.record(extension, date(2026, 4, 20))
    extended = both.deadlines.watch.occurrences[missed.ref.occurrence]
    assert (extended.standing, extended.due) == (LimitStanding.RUNNING, date(2026, 8, 31))
    assert [each.type.split(".")[2] for each in both.deadlines.published[-3:]] == [
        "limit-expired",
        "limit-extended",
        "limit-set",  # copies of the resolution that extends
    ]
    assert both.proceeding.course(date(2026, 8, 31)).status == "suspended"


def test_the_term_of_a_suspension_is_extended_by_the_act_alone() -> None:
    both = Both()
    plea = {"command": "suspend-proceeding", "day": INITIATED_ON, "ground": PLEA, "until": date(2026, 4, 15)}
    both.record(plea, INITIATED_ON)
    [limit] = [each for each in both.deadlines.watch.occurrences.values() if each.until is not None]
    with pytest.raises(Rejection) as refused:
        both.deadlines.ask(
            ExtendLimit(occurrence=limit.ref.occurrence, until=date(2026, 4, 23), reasons="reasons"), date(2026, 3, 3)
        )
    [problem] = refused.value.problems
    assert (problem.code, problem.article) == ("limit-extended-by-act", "Art. 364(1) ind. 9")
    both.record({"command": "extend-suspension", "day": date(2026, 3, 3), "ground": PLEA, "until": date(2026, 4, 23)},
                date(2026, 3, 3))  # fmt: skip
    assert both.deadlines.watch.occurrences[limit.ref.occurrence].due == date(2026, 4, 23)
    assert "limit-extended" in {each.type.split(".")[2] for each in both.deadlines.published}
