"""Whatever measures are recorded in whatever order: those that were in order secure no more than execution needs."""

from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events.proceedings import MeasureAdded
from services.proceedings.domain.computing import course_of
from services.proceedings.domain.journal import Remembered
from services.proceedings.domain.rules import rules_named
from shared.decider import Rejection
from shared.law.calendar import belarus
from shared.law.rule_sets.rows import Measure
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


def test_a_cap_that_was_stated_decides_nothing() -> None:
    """A resolution states the cap of its day; what is in order later follows from the course, whatever it stated."""
    proceeding = life({"today": TODAY})
    first, second = ({"command": "add-measure", "day": INITIATED_ON, "measure": name} for name in ("accounts", "car"))
    proceeding.carry_out({**first, "code": SECURING["accounts"], "sum": "700.00 BYN"})
    proceeding.carry_out({**second, "code": SECURING["car"], "sum": "300.00 BYN"})
    assert proceeding.state is not None
    stated = [act.data for act in proceeding.state.acts]
    assert [each.cap and each.cap.amount for each in stated] == [Decimal("1100.00"), Decimal("400.00")]
    acts = tuple(replace(act, data=act.data.model_copy(update={"cap": None})) for act in proceeding.state.acts)
    without = course_of(replace(proceeding.state, acts=acts, remembered=Remembered()), TODAY, belarus())
    as_stated = proceeding.course()
    assert without.irregular == as_stated.irregular
    assert [_without_cap(each) for each in as_stated.items] == [_without_cap(each) for each in without.items]


def _without_cap(each: Any) -> tuple[Any, ...]:
    data = each.data.model_copy(update={"cap": None}) if isinstance(each.data, MeasureAdded) else each.data
    return each.day, each.track, data


def test_the_article_of_a_step_decides_no_limit_by_where_the_measure_stood() -> None:
    """Copies are due of a step or not, out of whatever status it leads: its article may stay as it was recorded."""
    rules = rules_named("epc-2021")
    bound = rules.law.event("resolution-issued").bound_to
    [copies] = [each for each in bound if "cancelled" in each.where.get("status", ())]
    found: defaultdict[tuple[str, str], set[bool]] = defaultdict(set)
    for row in rules.law.all(Measure):
        for step in rules.steps(row) if rules.family(row) is not None else ():
            if step.to in copies.where["status"]:
                found[row.id, step.to].add((step.article or str(row.article)) in copies.unless["article"])
    assert found
    assert all(len(kinds) == 1 for kinds in found.values())
