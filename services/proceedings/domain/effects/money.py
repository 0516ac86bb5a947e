"""Costs, fees charged by resolution, and the fulfilment of what is not for money (Art. 396, 401, 402)."""

from dataclasses import replace

from contracts.acts.charge_fee_apart import FeeChargedApart
from contracts.acts.resolve_on_costs import CostsResolved
from contracts.events.proceedings import ClaimFulfilled, CostIncurred
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.entries import Cost
from services.proceedings.domain.fees import imposed_fee
from services.proceedings.domain.held_money import allocate_held
from shared.law.money.amounts import add
from shared.law.procedures import Act, ActRow


@EFFECTS.named("incur-cost")
def incur_cost(course: Course, act: Act, _: ActRow) -> None:
    """A cost of execution arose."""
    data: CostIncurred = act.data
    borne = course.rules.borne_by_debtor(data.kind)
    charged, of = data.sum if borne else None, data.proposal or data.storage_pay
    course.costs[data.cost] = Cost(data.kind, data.sum, charged, act.day, data.fund, of)
    if charged is not None:
        ledger = course.ledger(data.sum.currency)
        ledger.costs = add(ledger.costs, data.sum)
    course.publish(data, act.day)
    allocate_held(course, act.day, surplus_too=True)


@EFFECTS.named("charge-cost")
def charge_cost(course: Course, act: Act, _: ActRow) -> None:
    """A cost that nobody else reimburses is the debtor's (Art. 401(2)); the books post it by the row."""
    data: CostsResolved = act.data
    cost = course.costs.get(data.cost)
    if cost is not None:
        course.costs[data.cost] = replace(cost, charged=data.sum)
    ledger = course.ledger(data.sum.currency)
    ledger.costs = add(ledger.costs, data.sum)
    allocate_held(course, act.day, surplus_too=True)


@EFFECTS.named("impose-fee")
def impose_fee(course: Course, act: Act, _: ActRow) -> None:
    """A fee is imposed by a separate resolution; who the debtor is on its day says how many base units it comes to."""
    data = imposed_fee(course.rules, course.debtor, act.day)
    ledger = course.ledger(data.sum.currency)
    ledger.imposed = add(ledger.imposed, data.sum)
    ledger.of_document = add(ledger.of_document, data.sum)
    course.publish(data, act.day)
    allocate_held(course, act.day, surplus_too=True)


@EFFECTS.named("charge-fee-apart")
def charge_fee_apart(course: Course, act: Act, _: ActRow) -> None:
    """The ten percent of what was paid past the account are owed beside the claims."""
    data: FeeChargedApart = act.data
    ledger = course.ledger(data.sum.currency)
    ledger.imposed = add(ledger.imposed, data.sum)
    ledger.charged_apart = add(ledger.charged_apart, data.sum)
    allocate_held(course, act.day, surplus_too=True)


@EFFECTS.named("fulfil-claim")
def fulfil_claim(course: Course, act: Act, _: ActRow) -> None:
    """A claim that is not for money was fulfilled."""
    data: ClaimFulfilled = act.data
    claim = course.claims.get(data.claim)
    if claim is not None:
        claim.fulfilled_on = claim.fulfilled_on or act.day
    course.publish(data, act.day)
