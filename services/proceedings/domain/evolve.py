"""How an event changes a proceeding."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from contracts.envelope import EventEnvelope
from contracts.events import proceedings as events
from contracts.registry import Event
from services.proceedings.domain.rules import rules_named
from services.proceedings.domain.state import Claim, Ledger, Measure, Proceeding, Since, State, Suspension
from shared.law.money.amounts import add, smaller, subtract, zero


def evolve(state: State, event: EventEnvelope[Any]) -> State:
    """The proceeding after an event; events that change nothing here are only noted."""
    if isinstance(event.data, events.ProceedingInitiated):
        state = _initiated(event.data, event.effective_date)
    if state is None:
        return None
    change = _CHANGES.get(type(event.data))
    changed = change(state, event.data, event.effective_date) if change else state
    return replace(changed, events={**changed.events, event.id: (event.data.type, event.effective_date)})


def _initiated(data: events.ProceedingInitiated, day: date) -> Proceeding:
    return Proceeding(
        number=data.number,
        body=data.body,
        rule_set=data.rule_set,
        executor=data.executor.id,
        debtor=data.debtor.kind,
        recoverer=data.recoverer.kind,
        immediate=data.document.immediate_execution,
        history=(Since(data.status.code, day),),
        claims={
            claim.number: Claim(claim.number, claim.type, claim.sum, zero(claim.sum.currency) if claim.sum else None)
            for claim in data.claims
        },
    )


def _served(state: Proceeding, _: events.DebtorServed, day: date) -> Proceeding:
    return replace(state, served_on=day)


def _moved(state: Proceeding, data: Any, day: date) -> Proceeding:
    return replace(state, history=(*state.history, Since(data.status.code, day)))


def _suspended(state: Proceeding, data: events.ProceedingSuspended, day: date) -> Proceeding:
    suspension = Suspension(data.status.reason, day, data.until, interrupted=state.status)
    return replace(_moved(state, data, day), suspension=suspension)


def _resumed(state: Proceeding, data: events.ProceedingResumed, day: date) -> Proceeding:
    return replace(_moved(state, data, day), suspension=None)


def _ended(state: Proceeding, data: Any, day: date) -> Proceeding:
    return replace(_moved(state, data, day), suspension=None, ended=True)


def _measure_added(state: Proceeding, data: events.MeasureAdded, day: date) -> Proceeding:
    measure = Measure(data.measure, data.code, (Since(data.status, day),))
    return replace(state, measures={**state.measures, measure.id: measure})


def _measure_moved(state: Proceeding, data: events.MeasureStatusChanged, day: date) -> Proceeding:
    measure = state.measures[data.measure]
    moved = replace(measure, history=(*measure.history, Since(data.status, day)))
    return replace(state, measures={**state.measures, moved.id: moved})


def _cost_incurred(state: Proceeding, data: events.CostIncurred, _: date) -> Proceeding:
    noted = replace(state, recorded=state.recorded | {data.cost})
    if not rules_named(state.rule_set).borne_by_debtor(data.kind):
        return noted
    ledger = state.ledger(data.sum.currency)
    return _with_ledger(noted, replace(ledger, costs=add(ledger.costs, data.sum)))


def _fee_imposed(state: Proceeding, data: events.FeeImposed, _: date) -> Proceeding:
    ledger = state.ledger(data.sum.currency)
    return _with_ledger(state, replace(ledger, imposed=add(ledger.imposed, data.sum)))


def _paid(state: Proceeding, data: events.PaymentReceived, _: date) -> Proceeding:
    ledger = state.ledger(data.sum.currency)
    imposed = smaller(data.fee, ledger.fee_owed)
    booked = replace(
        ledger,
        costs_paid=add(ledger.costs_paid, data.costs),
        imposed_paid=add(ledger.imposed_paid, imposed),
        withheld=add(ledger.withheld, subtract(data.fee, imposed)),
        received=add(ledger.received, data.sum),
        surplus=add(ledger.surplus, data.surplus),
    )
    claims = {**state.claims, **{part.claim: _repaid(state.claims[part.claim], part) for part in data.repayments}}
    return replace(_with_ledger(state, booked), claims=claims, recorded=state.recorded | {data.payment})


def _repaid(claim: Claim, part: events.Repayment) -> Claim:
    return replace(claim, repaid=add(claim.repaid or zero(part.sum.currency), part.sum))


def _with_ledger(state: Proceeding, ledger: Ledger) -> Proceeding:
    return replace(state, ledgers={**state.ledgers, ledger.received.currency: ledger})


def _fulfilled(state: Proceeding, data: events.ClaimFulfilled, day: date) -> Proceeding:
    claim = replace(state.claims[data.claim], fulfilled_on=day)
    return replace(state, claims={**state.claims, claim.number: claim})


def _handed_over(state: Proceeding, data: events.ExecutorAssigned, _: date) -> Proceeding:
    return replace(state, executor=data.executor.id)


_CHANGES: dict[type[Event], Callable[[Proceeding, Any, date], Proceeding]] = {
    events.DebtorServed: _served,
    events.VoluntaryTermStarted: _moved,
    events.CompulsoryExecutionStarted: _moved,
    events.MeasureAdded: _measure_added,
    events.MeasureStatusChanged: _measure_moved,
    events.CostIncurred: _cost_incurred,
    events.PaymentReceived: _paid,
    events.FeeImposed: _fee_imposed,
    events.ClaimFulfilled: _fulfilled,
    events.ExecutorAssigned: _handed_over,
    events.ProceedingSuspended: _suspended,
    events.ProceedingResumed: _resumed,
    events.ProceedingTerminated: _ended,
    events.DocumentReturned: _ended,
    events.ProceedingCompleted: _ended,
}
