"""Whatever measures are recorded in whatever order: those that were in order secure no more than execution needs."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events.proceedings import MeasureAdded
from shared.decider import Rejection
from tests.unit.proceedings.harness import INITIATED_ON, TODAY, Fields, life, named

CAP = Decimal("1100.00")
SECURING = {"accounts": "ens-arrest-bank-money", "car": "ens-arrest-property", "house": "ens-arrest-property"}

days = st.integers(0, 5).map(lambda days: INITIATED_ON + timedelta(days))
sums = st.integers(1, 120_000).map(lambda kopecks: f"{Decimal(kopecks) / 100:.2f} BYN")
arrests = st.fixed_dictionaries({"command": st.just("add-measure"), "day": days, "sum": sums})
history = st.fixed_dictionaries(dict.fromkeys(SECURING, arrests), optional={}).map(
    lambda drawn: [{**act, "measure": name, "code": SECURING[name]} for name, act in drawn.items()]
)
cancelled = st.lists(st.tuples(st.sampled_from(sorted(SECURING)), days), max_size=2)


@settings(max_examples=100, deadline=None)
@given(history, cancelled, st.data())
def test_what_is_in_order_stays_within_the_cap(
    arrests: list[Fields], cancelled: list[tuple[str, Any]], data: st.DataObject
) -> None:
    proceeding = life({"today": TODAY})
    for act in data.draw(st.permutations(arrests)):
        proceeding.carry_out(act)
    for name, day in cancelled:
        with suppress(Rejection):
            proceeding.carry_out(
                {"command": "change-measure-status", "day": day, "measure": name, "status": "cancelled"}
            )
    course = proceeding.course()
    in_order = [
        each.data
        for act, items in course.items_of.items()
        for each in items
        if isinstance(each.data, MeasureAdded) and act not in course.irregular
    ]
    secured = sum(
        each.sum.amount for each in in_order if each.sum and course.measures[each.measure].status == "adopted"
    )
    assert secured <= CAP
    # And no measure is out of order that all the others leave room for.
    whole = sum(Decimal(act["sum"].split()[0]) for act in arrests)
    assert whole > CAP or {named(name) for name in SECURING} == {each.measure for each in in_order}
