"""The course against a second, naive reading of the same acts."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import given, settings

from contracts.events import proceedings as events
from services.proceedings.domain.computing import procedure_of
from services.proceedings.domain.journal import State, stated
from shared.decider import Rejection
from shared.law.procedures import Act
from tests.unit.order_examples import EXAMPLES
from tests.unit.proceedings.harness import INITIATED_ON, TODAY, Fields, Life, life, named
from tests.unit.proceedings.naive import NOTHING, Naive, lived
from tests.unit.proceedings.test_any_order import CASE, without_property

CLAIM = Decimal("900.00")
ENDED = {"completed-terminated", "completed-fulfilled"}


def _recorded(history: list[Fields]) -> tuple[Life, list[Fields]]:
    """A proceeding whose acts were recorded late, and those that were accepted, each with its place in its day."""
    proceeding, accepted = life({**CASE}), []
    for each in history:
        with suppress(Rejection):
            proceeding.carry_out({**each})
            accepted.append({**each, "rank": _rank(proceeding.state)})
    return proceeding, accepted


def _rank(state: State) -> tuple[int, str]:
    assert state is not None
    act: Act = state.acts[-1]
    return procedure_of("epc-2021").acts[act.name].rank, stated(act.data)


@settings(max_examples=EXAMPLES, deadline=None)
@given(without_property)
def test_both_readings_agree(history: list[Fields]) -> None:
    # Stated times have tests by themselves: here the rank alone orders a day.
    proceeding, acts = _recorded([{**each, "recording": None} for each in history])
    course = proceeding.course(TODAY)
    fee = next((each.data.sum.amount for each in course.items if isinstance(each.data, events.FeeImposed)), NOTHING)
    naive = lived(acts, Naive(CLAIM, fee), INITIATED_ON, TODAY, lambda act: act["rank"])
    assert [(status.code, status.day) for status in course.statuses] == naive.statuses
    assert _executors(course.items) == naive.executors
    assert _payments(course.items) == {named(name): sum_ for name, sum_ in naive.costs_paid.items()}
    assert bool(fee) == naive.fee_imposed
    last = next((day for code, day in naive.statuses if code in ENDED), date.max)
    levy = [(each.code, each.day) for measure in course.measures.values() for each in measure.history]
    assert [each for each in levy if each[1] < last] == [each for each in naive.levy if each[1] < last]


def _executors(items: list[Any]) -> list[tuple[str, date]]:
    return [(each.data.executor.id, each.day) for each in items if isinstance(each.data, events.ExecutorAssigned)]


def _payments(items: list[Any]) -> dict[UUID, Decimal]:
    """What each payment gave to the costs; every kopeck of it is in one part.

    A surplus means that nothing is left, or that nothing is recovered any more (Art. 365(1)).
    """
    left, given_to_costs, terminated = CLAIM, {}, False
    for each in items:
        paid = each.data
        terminated = terminated or isinstance(paid, events.ProceedingTerminated)
        if not isinstance(paid, events.PaymentReceived):
            continue
        repaid = sum((part.sum.amount for part in paid.repayments), NOTHING)
        left -= repaid
        assert paid.costs.amount + paid.fee.amount + repaid + paid.surplus.amount == paid.sum.amount
        assert left >= 0
        assert not paid.surplus.amount or left == 0 or terminated
        given_to_costs[paid.payment] = paid.costs.amount
    return given_to_costs
