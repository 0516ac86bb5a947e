"""Costs and payments: what comes in, and which part of it goes where (Art. 401-404)."""

from contracts.commands.proceedings import RecordCost, RecordPayment
from contracts.events.proceedings import CostIncurred, PaymentReceived, PaymentSource, Repayment
from contracts.problems import Problem
from contracts.values import Money, PositiveMoney
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.case import Case
from services.proceedings.domain.fees import right_to_fee
from shared.decider import Decided, Rejection
from shared.law.money import Claim, Collection, Distribution, distribute
from shared.law.money.amounts import add, smaller, subtract, written
from shared.law.money.explained import Step

_LONGEST_EXPLANATION = 2000


def record_cost(case: Case[RecordCost]) -> Decided:
    """A cost of execution arose."""
    data = case.data
    if data.cost in case.proceeding.recorded:
        raise Rejection(refused.COST_REPEATED.because("a cost has this id already"))
    return [CostIncurred(cost=data.cost, kind=data.kind, sum=data.sum)]


def record_payment(case: Case[RecordPayment]) -> Decided:
    """Money came in: first the costs, then the fees, then the claims, the surplus to the debtor."""
    problem = _fault(case)
    if problem:
        raise Rejection(problem)
    return [_distributed(case)]


def _fault(case: Case[RecordPayment]) -> Problem | None:
    data, proceeding = case.data, case.proceeding
    if data.payment in proceeding.recorded:
        return refused.PAYMENT_REPEATED.because("a payment has this id already")
    if data.sum.currency not in proceeding.currencies() and data.sum.currency not in proceeding.ledgers:
        return refused.NOTHING_OWED_IN_CURRENCY.because(f"nothing is owed in currency {data.sum.currency}")
    measure = proceeding.measures.get(data.measure) if data.measure else None
    if data.measure is not None and measure is None:
        return refused.MEASURE_UNKNOWN.because("the proceeding has no measure with this id")
    source = case.rules.source(data.source)
    if source.brought_by and measure is None:
        return refused.BROUGHT_BY_NO_MEASURE.because(
            f"money from {data.source.value} is brought by a measure", source.article
        )
    if source.brought_by and measure is not None and measure.code not in source.brought_by:
        return refused.SOURCE_UNFIT.because(f"{measure.code} brings no money from {data.source.value}", source.article)
    return None


def _distributed(case: Case[RecordPayment]) -> PaymentReceived:
    data, money = case.data, case.rules.money
    imposed = _share_of_imposed_fee(case)
    rest = subtract(data.sum, imposed)
    right = right_to_fee(case)
    shares = distribute(money, _collection(case, rest, fee_due=right.due))
    return PaymentReceived(
        payment=data.payment,
        sum=data.sum,
        source=data.source,
        measure=data.measure,
        costs=shares.costs_paid,
        fee=add(imposed, shares.fee),
        repayments=_repayments(shares),
        surplus=shares.surplus,
        article=money.distribution.recoverers.article,
        rule_set=money.id,
        explanation=tuple(_worded(step) for step in (*right.steps, *_imposed_step(case, imposed), *shares.steps)),
    )


def _share_of_imposed_fee(case: Case[RecordPayment]) -> Money:
    """What goes to a fee imposed by resolution: it comes after the costs and before the recoverers (Art. 403)."""
    ledger = case.proceeding.ledger(case.data.sum.currency)
    return smaller(subtract(case.data.sum, smaller(case.data.sum, ledger.costs_owed)), ledger.fee_owed)


def _collection(case: Case[RecordPayment], collected: Money, *, fee_due: bool) -> Collection:
    currency = collected.currency
    claims = tuple(
        Claim(
            number=str(claim.number),
            initiated_on=case.proceeding.initiated_on,
            outstanding=claim.outstanding,
            kind=claim.type,
        )
        for claim in case.proceeding.claims_in(currency)
        if claim.outstanding is not None
    )
    return Collection(
        collected=collected,
        costs=case.proceeding.ledger(currency).costs_owed,
        debtor=case.proceeding.debtor,
        # Art. 404: money from accounts goes to the documents under which it was taken, where they claim any.
        source=case.data.source if claims else PaymentSource.DEBTOR,
        fee_due=fee_due,
        claims=claims,
        taken_under=tuple(claim.number for claim in claims),
    )


def _repayments(shares: Distribution) -> tuple[Repayment, ...]:
    return tuple(
        Repayment(
            claim=int(payment.number), sum=PositiveMoney(amount=payment.paid.amount, currency=payment.paid.currency)
        )
        for payment in sorted(shares.payments, key=lambda payment: int(payment.number))
        if payment.paid.amount
    )


def _imposed_step(case: Case[RecordPayment], imposed: Money) -> tuple[Step, ...]:
    if not imposed.amount:
        return ()
    article = case.rules.money.fee.non_property.article
    return (Step(article=article, rule="The imposed fee comes before the claims", working=written(imposed)),)


def _worded(step: Step) -> str:
    return f"{step.article}: {step.rule}: {step.working}"[:_LONGEST_EXPLANATION]
