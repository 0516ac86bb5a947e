"""Whatever the order in which acts of the past are recorded, the same course follows from them."""

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from contracts.events import proceedings as events
from services.proceedings.domain.tracks import item
from shared.clock import MINSK
from shared.decider import Rejection
from shared.law.procedures import Item
from tests.unit.proceedings.harness import INITIATED_ON, TODAY, Fields, Life, life
from tests.unit.proceedings.test_properties import CODES_OF, amounts

EXAMPLES = int(os.environ.get("LEA_ORDER_EXAMPLES", "200"))
NEEDS_ITS_MEASURE = {"change-measure-status", "record-payment"}

days = st.integers(0, 40).map(lambda days: INITIATED_ON + timedelta(days))
byn = amounts.map(lambda amount: f"{amount} BYN")
suspensions = st.sampled_from(
    ["suspend-must-release-claim", "suspend-may-complaint-on-executor", "suspend-must-other-law"]
)


hours = st.none() | st.integers(0, 23)


def _act(name: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Fields]:
    act = st.fixed_dictionaries({"command": st.just(name), "day": days, **fields})
    return st.tuples(act, hours).map(lambda drawn: _at(*drawn))


def _at(act: Fields, hour: int | None) -> Fields:
    """An act whose hour is stated, or not."""
    return act if hour is None else {**act, "recording": {"at": datetime.combine(act["day"], time(hour), MINSK)}}


acts = st.one_of(
    _act("record-service", method=st.sampled_from(["handed-over", "registered-mail"])),
    _act("suspend-proceeding", ground=suspensions),
    _act("suspend-proceeding", ground=suspensions),
    _act("resume-proceeding", reason=st.just("resume-ground-ended"), ground=suspensions),
    _act("resume-proceeding", reason=st.just("resume-ground-ended"), ground=suspensions),
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
    _act("impose-fee"),
    _act("terminate-proceeding", ground=st.just("terminate-waived")),
    _act("complete-proceeding", ground=st.just("complete-fulfilled")),
)  # fmt: skip
levies = _act("add-measure", measure=st.just("levy"), code=st.just(CODES_OF["levy"]), sum=byn)
histories = st.tuples(levies, st.lists(acts, min_size=1, max_size=12)).map(lambda parts: [parts[0], *parts[1]])
CASE: Mapping[str, Any] = {"debtor": "citizen", "claims": ["900.00 BYN", "perform-action"], "today": TODAY}


def recorded(history: list[Fields]) -> tuple[Life, int]:
    """A proceeding whose acts were recorded late in this order, and how many of them."""
    proceeding, accepted = life({**CASE}), 0
    for each in history:
        with suppress(Rejection):
            proceeding.carry_out({**each})
            accepted += 1
    return proceeding, accepted


def _with_its_measure_first(history: list[Fields]) -> list[Fields]:
    """An act names only what is recorded."""
    return sorted(history, key=lambda each: each["command"] != "add-measure")


def _read(items: list[Item]) -> list[Any]:
    return [(each.day, each.track, each.substance) for each in items]


def _published(proceeding: Life) -> dict[str, list[Any]]:
    assert proceeding.state is not None
    return {track: _read(list(items)) for track, items in proceeding.state.published.items()}


def _by_track(items: list[Item]) -> dict[str, list[Any]]:
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
    assert _without_ids(first) == _without_ids(second)


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories)
def test_what_was_published_is_what_follows_from_the_acts(history: list[Fields]) -> None:
    proceeding, _ = recorded(history)
    assert _published(proceeding) == _by_track(proceeding.course(TODAY).items)


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories, days)
def test_a_day_knows_nothing_of_later_acts(history: list[Fields], day: date) -> None:
    history = [{**history[0], "day": INITIATED_ON}, *history[1:]]  # an act names only a measure that has begun
    whole, _ = recorded(history)
    until, _ = recorded([act for act in history if act["day"] <= day])
    as_of = [(day_, read) for day_, read in _without_ids(whole) if day_ <= day]
    assert as_of == [(day_, read) for day_, read in _without_ids(until) if day_ <= day]


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories)
def test_a_second_computation_publishes_nothing(history: list[Fields]) -> None:
    proceeding, _ = recorded(history)
    with suppress(Rejection):
        assert proceeding.carry_out({"command": "start-compulsory-execution", "day": TODAY}) == []


def _without_ids(proceeding: Life) -> list[Any]:
    """The course without the ids of its acts, which every recording gives anew."""
    course = proceeding.course(TODAY)
    return [(each.day, _without_id(each.data, each.substance)) for each in course.items]


def _without_id(data: Any, substance: Any) -> Any:
    return substance.model_copy(update={"act": None}) if isinstance(data, events.DutyOpened) else substance


def test_an_item_has_its_day_its_track_and_its_substance() -> None:
    paid = events.ClaimFulfilled(claim=1)
    assert item(paid, date(2026, 3, 2)) == Item(date(2026, 3, 2), "claim:1", paid, paid)
