"""Whatever the order in which acts of the past are recorded, the same course follows from them."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from contracts.events import proceedings as events
from contracts.events.duties import DutyClosed
from services.proceedings.domain.tracks import item
from shared.clock import MINSK
from shared.decider import Rejection
from shared.law.procedures import Item
from tests.unit.order_examples import EXAMPLES
from tests.unit.proceedings.harness import INITIATED_ON, TODAY, Fields, Life, life
from tests.unit.proceedings.test_properties import CODES_OF, amounts

NEEDS_ITS_MEASURE = {"change-measure-status", "record-payment"}

days = st.integers(0, 40).map(lambda days: INITIATED_ON + timedelta(days))
byn = amounts.map(lambda amount: f"{amount} BYN")
suspensions = st.sampled_from(
    ["suspend-must-release-claim", "suspend-may-complaint-on-executor", "suspend-must-debtor-death"]
)


hours = st.none() | st.integers(0, 23)


OF_THE_CAR: Mapping[str, st.SearchStrategy[Any]] = {"property": st.just("car")}
SHOWN: Mapping[str, st.SearchStrategy[Any]] = {
    "paper": st.just({"kind": "letter", "dated": str(INITIATED_ON), "author": "Beta"})
}


def _act(name: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Fields]:
    act = st.fixed_dictionaries({"command": st.just(name), "day": days, **fields})
    return st.tuples(act, hours).map(lambda drawn: at_hour(*drawn))


def at_hour(act: Fields, hour: int | None) -> Fields:
    """An act whose hour is stated, or not."""
    return act if hour is None else {**act, "recording": {"at": datetime.combine(act["day"], time(hour), MINSK)}}


acts = st.one_of(
    _act("record-service", method=st.sampled_from(["handed-over", "registered-mail"])),
    _act("suspend-proceeding", ground=suspensions),
    _act("suspend-proceeding", ground=suspensions),
    _act("suspend-proceeding", ground=st.just("suspend-must-other-law"), until=days),
    _act("extend-suspension", ground=st.just("suspend-must-other-law"), until=days),
    _act("resume-proceeding", reason=st.just("resume-ground-ended"), ground=suspensions),
    _act("resume-proceeding", reason=st.just("resume-ground-ended")),
    _act("record-payment", payment=st.uuids().map(str), sum=byn, source=st.just("debtor")),
    _act("record-payment", payment=st.uuids().map(str), sum=byn, source=st.just("debtor")),
    _act("record-payment", payment=st.uuids().map(str), sum=byn, source=st.just("account-levy"),
         measure=st.just("levy")),
    _act("record-cost", cost=st.uuids().map(str), kind=st.sampled_from(["travel", "sale"]), sum=byn),
    _act("change-measure-status", measure=st.just("levy"),
         status=st.sampled_from(["in-force", "performed", "cancelled"])),
    _act("assign-executor", executor=st.sampled_from(["0101-018", "0101-019"]).map(
        lambda number: {"id": number, "full_name": "Ivanova Anna Petrovna"})),
    _act("record-fulfilment", claim=st.just(2)),
    _act("name-successor", role=st.sampled_from(["debtor", "recoverer"]),
         successor=st.sampled_from(["citizen", "entrepreneur", "legal-person"]), basis=st.just(INITIATED_ON)),
    _act("check-performance", performance_check=st.uuids().map(str), claim=st.just(2), found=st.just("not-performed"),
         circumstances=st.just("no wall")),
    _act("impose-fee"),
    _act("terminate-proceeding", ground=st.just("terminate-waived")),
    _act("complete-proceeding", ground=st.just("complete-fulfilled")),
)  # fmt: skip
levies = _act("add-measure", measure=st.just("levy"), code=st.just(CODES_OF["levy"]), sum=byn)
arrested = st.tuples(
    _act("add-measure", measure=st.just("levy"), code=st.just("comp-levy-property"), sum=byn),
    _act("draw-up-inventory", inventory_act=st.just("list"), object=st.just("a car")),
    _act("arrest-property", property=st.just("car"), measure=st.just("levy"), inventory_act=st.just("list"),
         kind=st.sampled_from(["ordinary", "perishable"]), object=st.just("a car"), use=st.just("limited"),
         owner=st.just("debtor"), arrested_already=st.just(False)),
    _act("state-valuation-disagreement", disagreement=st.just("of the debtor"), party=st.just("debtor"), **OF_THE_CAR,
         **SHOWN),
    _act("announce-sale", sale=st.just("auction"), form=st.just("public"), held_on=days, requests_until=days, sum=byn,
         earnest_money=byn, **OF_THE_CAR),
)  # fmt: skip
"""What opens the things that acts on property name."""
of_property = st.one_of(
    _act("value-preliminarily", sum=byn, **OF_THE_CAR),
    _act("value-property", sum=byn, source=st.sampled_from(["arrest-act", "specialist", "expert"]), **OF_THE_CAR),
    _act("value-property", sum=st.just("500.00 BYN"), source=st.just("arrest-act"), **OF_THE_CAR),
    _act("hand-over-arrest-act", receiver=st.sampled_from(["debtor", "recoverer", "keeper"]), **OF_THE_CAR),
    _act("hand-over-valuation-act", party=st.sampled_from(["debtor", "recoverer"]), **OF_THE_CAR),
    _act("notify-of-valuation", **OF_THE_CAR),
    _act("restore-disagreement-limit", disagreement=st.just("of the debtor"), **OF_THE_CAR, **SHOWN),
    _act("answer-late-disagreement", disagreement=st.just("of the debtor"), reason=st.just("too late")),
    _act("appoint-value-examination", disagreement=st.just("of the debtor"), person=st.just("an institute"),
         **OF_THE_CAR),
    _act("withdraw-valuation-disagreement", disagreement=st.just("of the debtor"), **SHOWN),
    _act("transfer-for-sale", sum=st.just("500.00 BYN"), channel=st.just("trading-organization"), **OF_THE_CAR),
    _act("declare-sale-unviable", expenses=byn, **OF_THE_CAR),
    _act("hand-to-trading-organization", sum=st.just("500.00 BYN"), **OF_THE_CAR, **SHOWN),
    _act("record-sale-by-organization", sum=byn, **OF_THE_CAR, **SHOWN),
    _act("offer-to-recoverer", sum=st.just("500.00 BYN"), until=days, **OF_THE_CAR),
    _act("refuse-offer", silent=st.booleans(), **OF_THE_CAR, **SHOWN),
    _act("leave-with-recoverer", sum=st.just("500.00 BYN"), **OF_THE_CAR),
    _act("close-requests", sale=st.just("auction"), participants=st.integers(0, 3)),
    _act("cancel-sale", sale=st.just("auction"), reason=st.just("why"), **OF_THE_CAR),
    _act("fix-difference", sum=st.just("500.00 BYN"), difference=st.just("100.00 BYN"), **OF_THE_CAR),
    _act("receive-difference", paid_difference=st.uuids().map(str), sum=byn, **OF_THE_CAR, **SHOWN),
    _act("release-from-arrest", ground=st.sampled_from(["release-other-law", "release-recoverer-refused"]),
         **OF_THE_CAR),
)  # fmt: skip
OPENERS = ("add-measure", "draw-up-inventory", "arrest-property", "state-valuation-disagreement", "announce-sale")
without_property = st.tuples(levies, st.lists(acts, min_size=1, max_size=12)).map(lambda parts: [parts[0], *parts[1]])
histories = st.one_of(
    without_property,
    st.tuples(arrested, st.lists(st.one_of(of_property, of_property, acts), min_size=1, max_size=10)).map(
        lambda parts: [*parts[0], *parts[1]]
    ),
)
decisions = ("strike-entry", "correct-entry", "annul-act")
corrections = st.lists(st.tuples(st.integers(0, 12), st.sampled_from(decisions), days), min_size=1, max_size=4)
"""Which act, how, and to or from which day."""
PAPER = {"kind": "notice", "dated": "2026-11-01", "author": "Belpochta"}
CASE: Mapping[str, Any] = {"debtor": "citizen", "claims": ["900.00 BYN", "perform-action"], "today": TODAY}


def recorded(history: list[Fields]) -> tuple[Life, int]:
    """A proceeding whose acts were recorded late in this order, and how many of them."""
    proceeding, accepted = life({**CASE}), 0
    for each in history:
        with suppress(Rejection):
            proceeding.carry_out({**each})
            accepted += 1
    return proceeding, accepted


def named_acts(history: list[Fields]) -> list[Fields]:
    """The acts with ids that no order of recording changes."""
    return [{**each, "as": f"act {place}"} for place, each in enumerate(history)]


def corrected(proceeding: Life, history: list[Fields], wanted: list[tuple[int, str, date]]) -> list[str]:
    """Correct acts of a history, each correction approved by a second person: those that were accepted."""
    return [
        kind for place, kind, day in wanted if place < len(history) and correct(proceeding, history[place], kind, day)
    ]


def correct(proceeding: Life, act: Fields, kind: str, day: date, made_on: date = TODAY) -> bool:
    """Make a correction of an act, to or from a day, approved by a second person; whether it was accepted."""
    stated = {key: value for key, value in act.items() if key not in {"day", "as", "recording", "actor", "attests"}}
    name = f"correction {proceeding.version}"
    asked = {"command": kind, "as": name, "act": act["as"], "day": made_on, "reason": "why", "basis": PAPER}
    more: Fields = {"correct-entry": {"to": day, "data": stated}, "annul-act": {"since": day, "by": "court"}}.get(
        kind, {}
    )
    try:
        proceeding.carry_out({**asked, **more})
        if kind != "annul-act":
            approve = {
                "command": "approve-correction",
                "correction": name,
                "day": made_on,
                "actor": "head:0101-001",
            }
            proceeding.carry_out(approve)
    except Rejection:
        return False
    return True


def _with_its_measure_first(history: list[Fields]) -> list[Fields]:
    """An act names only what is recorded."""
    named = {command: place for place, command in enumerate(OPENERS)}
    return sorted(history, key=lambda each: named.get(each["command"], len(OPENERS)))


def _on_the_first_day(act: Fields) -> Fields:
    """An act names only what has begun."""
    return {**{key: value for key, value in act.items() if key != "recording"}, "day": INITIATED_ON}


def _read(items: list[Item]) -> list[Any]:
    # Corrections have new ids in every recording.
    return [
        (each.day, each.track, each.substance.model_copy(update={"by_act": None}))
        if isinstance(each.data, DutyClosed)
        else (each.day, each.track, each.substance)
        for each in items
    ]


def published(proceeding: Life) -> dict[str, list[Any]]:
    """What was published of each track."""
    assert proceeding.state is not None
    return {track: _read(list(items)) for track, items in proceeding.state.published.items()}


def by_track(items: list[Item]) -> dict[str, list[Any]]:
    """The items of a course, by track."""
    tracks: dict[str, list[Item]] = {}
    for each in items:
        tracks.setdefault(each.track, []).append(each)
    return {track: _read(of_track) for track, of_track in tracks.items()}


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories, st.data())
def test_the_order_of_recording_never_counts(history: list[Fields], data: st.DataObject) -> None:
    other = data.draw(st.permutations(history).map(_with_its_measure_first))
    (first, accepted), (second, likewise) = recorded(history), recorded(other)
    event(f"accepted: {accepted} of {len(history)}")
    assert accepted == likewise
    assert without_ids(first) == without_ids(second)


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories, corrections, st.data())
def test_nor_does_it_where_acts_are_corrected(
    history: list[Fields], wanted: list[tuple[int, str, date]], data: st.DataObject
) -> None:
    acts = named_acts(history)
    (first, _), (second, _) = recorded(acts), recorded(data.draw(st.permutations(acts).map(_with_its_measure_first)))
    made, likewise = corrected(first, acts, wanted), corrected(second, acts, wanted)
    event(f"corrections: {', '.join(sorted(set(made)))}")
    assert made == likewise
    assert without_ids(first) == without_ids(second)  # a duty may be of an annulment, whose id is its recording's
    assert published(first) == by_track(first.course(TODAY).items)
    assert published(second) == by_track(second.course(TODAY).items)


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories, acts)
def test_an_act_that_is_struck_leaves_no_trace_in_the_course(history: list[Fields], act: Fields) -> None:
    proceeding, _ = recorded(named_acts(history))
    before = _read(proceeding.course(TODAY).items)
    with suppress(Rejection):
        proceeding.carry_out({**act, "as": "act"})
        assert correct(proceeding, {**act, "as": "act"}, "strike-entry", TODAY)
    assert _read(proceeding.course(TODAY).items) == before
    assert published(proceeding) == by_track(proceeding.course(TODAY).items)


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories, st.integers(0, 12), days)
def test_to_correct_an_act_is_to_strike_it_and_record_it_right(history: list[Fields], place: int, day: date) -> None:
    acts = named_acts(history)
    act = acts[place % len(acts)]
    (one, _), (other, _) = recorded(acts), recorded(acts)
    was_corrected = correct(one, act, "correct-entry", day)
    if was_corrected:
        assert correct(other, act, "strike-entry", day)
        # A time that was stated is one of the day that was stated.
        restated = {**act, "recording": {}} if "recording" in act and day != act["day"] else act
        other.carry_out({**restated, "day": day, "as": "right"})
    assert without_ids(one) == without_ids(other)


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories, st.integers(0, 12), days)
def test_what_was_done_before_an_annulment_remains(history: list[Fields], place: int, since: date) -> None:
    acts = named_acts(history)
    proceeding, _ = recorded(acts)
    before = proceeding.course(TODAY).items
    with suppress(Rejection):
        correct(proceeding, acts[place % len(acts)], "annul-act", since)
    assert _done(proceeding.course(TODAY).items, since) == _done(before, since)


def _done(items: list[Item], until: date) -> list[Any]:
    return _read([each for each in items if each.day < until and not isinstance(each.data, events.DutyOpened)])


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories)
def test_what_was_published_is_what_follows_from_the_acts(history: list[Fields]) -> None:
    proceeding, _ = recorded(history)
    assert published(proceeding) == by_track(proceeding.course(TODAY).items)


@pytest.mark.long
@settings(max_examples=EXAMPLES, deadline=None)
@given(histories, days)
def test_a_day_knows_nothing_of_later_acts(history: list[Fields], day: date) -> None:
    history = [_on_the_first_day(act) if act["command"] in OPENERS else act for act in history]
    whole, _ = recorded(history)
    until, _ = recorded([act for act in history if act["day"] <= day])
    as_of = [(day_, read) for day_, read in without_ids(whole) if day_ <= day]
    assert as_of == [(day_, read) for day_, read in without_ids(until) if day_ <= day]


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories)
def test_a_second_computation_publishes_nothing(history: list[Fields]) -> None:
    proceeding, _ = recorded(history)
    with suppress(Rejection):
        assert proceeding.carry_out({"command": "start-compulsory-execution", "day": TODAY}) == []


def without_ids(proceeding: Life) -> list[Any]:
    """The course without the ids of its acts, which every recording gives anew."""
    course = proceeding.course(TODAY)
    return [(each.day, _without_id(each.data, each.substance)) for each in course.items]


def _without_id(data: Any, substance: Any) -> Any:
    match data:
        case events.DutyOpened():
            return substance.model_copy(update={"act": None})
        case DutyClosed():
            return substance.model_copy(update={"act": None, "by_act": None})
        case _:
            return substance


def test_acts_that_state_the_same_but_for_their_time_open_the_same_duties_in_any_order() -> None:
    day = INITIATED_ON
    end = {"command": "terminate-proceeding", "day": day, "ground": "terminate-waived"}
    acts = [
        {"command": "record-service", "day": day, "method": "handed-over"},
        end,
        {**end, "recording": {"at": datetime.combine(day, time(1), MINSK)}},
    ]
    courses = {repr(without_ids(recorded([*order])[0])) for order in permutations(acts)}
    assert len(courses) == 1


def test_an_item_has_its_day_its_track_and_its_substance() -> None:
    paid = events.ClaimFulfilled(claim=1)
    assert item(paid, date(2026, 3, 2)) == Item(date(2026, 3, 2), "claim:1", paid, paid)
