"""Whatever the order in which acts of the past are recorded, the same statement follows from them."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from contracts.envelope import CommandEnvelope
from contracts.events.intake_duties import DutyOpened
from services.intake.domain.facts import Facts
from services.intake.domain.journal import evolve
from services.intake.domain.publishing import changes
from shared.decider import Rejection
from tests.unit.intake.harness import RECEIVED, TODAY, Life, command_of
from tests.unit.order_examples import EXAMPLES

days = st.integers(0, 4).map(lambda days: RECEIVED + timedelta(days))
past = st.dates(date(2025, 9, 8), RECEIVED)
grounds = st.sampled_from(["refuse-waived", "return-uninitiated-bankruptcy-opened", "return-uninitiated-delay-granted"])
periods = st.tuples(past, past).map(sorted).map(lambda span: {"since": span[0], "until": span[1]})
REASONS = "as the papers say"

circumstances = st.fixed_dictionaries(
    {"circumstance": grounds, "established_on": past, "day": days, "paper": st.just(True)}
)
histories = st.builds(
    lambda found, day: {"history": {"suspensions": found}, "day": day, "paper": True},
    st.lists(periods, min_size=1, max_size=2),
    days,
)
assessments = st.fixed_dictionaries({"assess": st.just(True), "day": days, "paper": st.just(True)})
decisions = st.sampled_from(
    [
        {"decide": "initiate"},
        {"decide": "refuse", "ground": "refuse-presentation-expired", "reasons": REASONS},
        {"decide": "refuse", "ground": "refuse-waived", "reasons": REASONS},
        {"decide": "return", "ground": "return-uninitiated-bankruptcy-opened", "reasons": REASONS},
        {"decide": "return", "ground": "return-uninitiated-form", "reasons": REASONS},
    ]
)
decided = st.tuples(decisions, days).map(lambda spec: {**spec[0], "day": spec[1], "paper": True})
copies = st.fixed_dictionaries({"copies": st.just(True), "day": days, "paper": st.just(True)})
distributions = st.fixed_dictionaries(
    {"distribute": st.sampled_from([["0101-017"], ["0101-018", "0101-017"]]), "day": days, "paper": st.just(True)}
)
receipts = st.fixed_dictionaries(
    {"received_by": st.sampled_from(["recoverer", "debtor"]), "day": days, "paper": st.just(True)}
)
complaints = st.fixed_dictionaries(
    {"complain": st.sampled_from(["superior-enforcement-body", "court"]), "day": days, "paper": st.just(True)}
)
outcomes = st.fixed_dictionaries(
    {"outcome": st.sampled_from(["upheld", "annulled"]), "day": days, "paper": st.just(True)}
)
dispatches = st.fixed_dictionaries({"send_document": st.just(True), "day": days, "paper": st.just(True)})
after_the_decision = st.one_of(copies, receipts, complaints, outcomes, dispatches)
acts = st.lists(st.one_of(circumstances, histories, assessments, distributions, after_the_decision), max_size=7)
statements = st.tuples(acts, st.lists(decided, max_size=1)).map(lambda parts: [*parts[0], *parts[1]])
# Presented late, unless a suspension lets the limit run longer; now and then without a list of enclosures.
cases = st.fixed_dictionaries(
    {
        "change": st.fixed_dictionaries(
            {
                "document": st.just(
                    {"decided_on": "2025-08-20", "issued_on": "2025-09-08", "in_force_on": "2025-09-06"}
                ),
                "contents": st.fixed_dictionaries({"lists_enclosures": st.booleans()}),
            }
        )
    }
)


def commands(case: dict[str, Any], steps: list[dict[str, Any]]) -> list[CommandEnvelope[Any]]:
    return [command_of(case, step) for step in steps]


def recorded(case: dict[str, Any], history: list[CommandEnvelope[Any]]) -> tuple[Life, int]:
    """A statement whose acts were recorded late in this order, and how many of them."""
    life, accepted = Life(Facts()), 0
    life.carry_out(command_of(case, "register"), TODAY + timedelta(days=1))
    for each in history:
        with suppress(Rejection):
            life.carry_out(each, TODAY + timedelta(days=1))
            accepted += 1
    return life, accepted


def read(life: Life) -> dict[str, Any]:
    """How the statement reads, apart from the id of its registration, which every recording gives anew."""
    course = life.course()
    items = {track: (each.day, each.substance) for track, each in list(course.items.items())[1:]}
    return {"status": course.status, "irregular": course.irregular, **items}


@settings(max_examples=EXAMPLES, deadline=None)
@given(cases, statements, st.data())
def test_the_order_of_recording_never_counts(
    case: dict[str, Any], steps: list[dict[str, Any]], data: st.DataObject
) -> None:
    history = commands(case, steps)
    other = data.draw(st.permutations(history))
    (first, accepted), (second, likewise) = recorded(case, history), recorded(case, other)
    event(f"accepted: {accepted} of {len(history)}, {first.course().status}")
    assert accepted == likewise
    assert read(first) == read(second)


@settings(max_examples=EXAMPLES, deadline=None)
@given(cases, statements)
def test_what_was_published_is_what_follows_from_the_acts(case: dict[str, Any], steps: list[dict[str, Any]]) -> None:
    life, _ = recorded(case, commands(case, steps))
    course = life.course()
    published = {track: each.substance for track, each in life.state.published.items()}
    assert published == {track: each.substance for track, each in course.items.items()}
    assert list(changes(life.state, life.state.acts[-1].id, course)) == []


@settings(max_examples=EXAMPLES, deadline=None)
@given(cases, statements, days)
def test_a_day_knows_nothing_of_later_acts(case: dict[str, Any], steps: list[dict[str, Any]], day: date) -> None:
    history = commands(case, steps)
    until, _ = recorded(case, [each for each in history if each.effective_date <= day])
    whole, _ = recorded(case, history)
    later = {track: each for track, each in read(whole).items() if track in read(until) and track.startswith("act:")}
    assert later == {track: each for track, each in read(until).items() if track.startswith("act:")}


def test_a_duty_is_no_act() -> None:
    life = Life(Facts())
    life.carry_out(command_of({}, "register"))
    life.carry_out(command_of({}, {"decide": "initiate", "paper": True}))
    [duty] = [each.data for each in life.state.published.values() if isinstance(each.data, DutyOpened)]
    assert [act.name for act in life.state.acts] == ["register-statement", "decide-on-statement"]
    assert duty.act == life.state.acts[-1].id
    assert evolve(life.state, life.stream[-1]).acts == life.state.acts
