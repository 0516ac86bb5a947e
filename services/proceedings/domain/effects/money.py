"""Costs, payments, fees, and the fulfilment of what is not for money (Art. 396, 401-404)."""

from collections.abc import Iterator
from functools import lru_cache

from contracts.events.proceedings import (
    ClaimFulfilled,
    CostIncurred,
    PaymentReceived,
    PaymentSource,
    Repayment,
)
from contracts.values import Money, PositiveMoney
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.entries import Measure, Receipt
from services.proceedings.domain.fees import imposed_fee
from services.proceedings.domain.rules import rules_named
from shared.law.money import Claim, Collection, Distribution, PerformedAct, Withheld, distribute, fee_right
from shared.law.money.amounts import add, smaller, subtract, written
from shared.law.money.explained import Step
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.vocabulary import Nature

_LONGEST_EXPLANATION = 2000


@EFFECTS.named("incur-cost")
def incur_cost(course: Course, act: Act, _: ActRow) -> None:
    """A cost of execution arose."""
    data: CostIncurred = act.data
    course.costs.add(data.cost)
    if course.rules.borne_by_debtor(data.kind):
        ledger = course.ledger(data.sum.currency)
        ledger.costs = add(ledger.costs, data.sum)
    course.publish(data, act.day)


@EFFECTS.named("impose-fee")
def impose_fee(course: Course, act: Act, _: ActRow) -> None:
    """A fee is imposed by a separate resolution; who the debtor is on its day says how many base units it comes to."""
    data = imposed_fee(course.rules, course.debtor, act.day)
    ledger = course.ledger(data.sum.currency)
    ledger.imposed = add(ledger.imposed, data.sum)
    course.publish(data, act.day)


@EFFECTS.named("fulfil-claim")
def fulfil_claim(course: Course, act: Act, _: ActRow) -> None:
    """A claim that is not for money was fulfilled."""
    data: ClaimFulfilled = act.data
    claim = course.claims.get(data.claim)
    if claim is not None:
        claim.fulfilled_on = claim.fulfilled_on or act.day
    course.publish(data, act.day)


@EFFECTS.named("receive-payment")
def receive_payment(course: Course, act: Act, _: ActRow) -> None:
    """Money came in: first the costs, then the fees, then the claims, the surplus to the debtor."""
    paid, bearing_fee = _distributed(course, act)
    ledger = course.ledger(paid.sum.currency)
    ledger.bearing_fee = bearing_fee
    ledger.costs_paid = add(ledger.costs_paid, paid.costs)
    ledger.imposed_paid = add(ledger.imposed_paid, smaller(paid.fee, ledger.fee_owed))
    for part in paid.repayments:
        claim = course.claims[part.claim]
        if claim.repaid is not None:
            claim.repaid = add(claim.repaid, part.sum)
    measure = course.measures.get(paid.measure) if paid.measure else None
    if measure is not None:
        measure.brought.append(paid.sum)
    course.receipts[paid.payment] = Receipt(paid.payment, paid.sum, paid.bank_order)
    course.publish(paid, act.day)


def _distributed(course: Course, act: Act) -> tuple[PaymentReceived, Withheld]:
    """A payment with which part of it goes where, and what receipts that bear the fee were divided into with it."""
    data: PaymentReceived = act.data
    money = course.rules.money
    imposed = _share_of_imposed_fee(course, data)
    right = fee_right(money, tuple(_fee_bearing(course, act)))
    shares = _distribution(money.id, _collection(course, data, subtract(data.sum, imposed), fee_due=right.due))
    steps = (*right.steps, *_imposed_step(course, imposed), *shares.steps)
    before = course.ledger(data.sum.currency).bearing_fee
    paid = data.model_copy(
        update={
            "costs": shares.costs_paid,
            "fee": add(imposed, shares.fee),
            "repayments": _repayments(shares),
            "surplus": shares.surplus,
            "article": money.distribution.recoverers.article,
            "rule_set": money.id,
            "explanation": tuple(_worded(step) for step in steps),
        }
    )
    if not right.due:
        return paid, before
    return paid, Withheld(
        credited=add(before.credited, shares.credited),
        fee=add(before.fee, shares.fee),
        costs=add(before.costs, shares.costs_paid),
    )


@lru_cache(maxsize=2048)
def _distribution(rule_set: str, collection: Collection) -> Distribution:
    """Remembered: most receipts of a course are distributed as they were when it was computed last."""
    return distribute(rules_named(rule_set).money, collection)


def _share_of_imposed_fee(course: Course, data: PaymentReceived) -> Money:
    """What goes to a fee imposed by resolution: it comes after the costs and before the recoverers (Art. 403)."""
    ledger = course.ledger(data.sum.currency)
    owed = ledger.fee_owed
    if not owed.amount:
        return owed
    return smaller(subtract(data.sum, smaller(data.sum, ledger.costs_owed)), owed)


def _collection(course: Course, data: PaymentReceived, collected: Money, *, fee_due: bool) -> Collection:
    currency = collected.currency
    claims = tuple(
        Claim(
            number=str(claim.number),
            initiated_on=course.initiated_on,
            outstanding=claim.outstanding,
            kind=claim.type,
        )
        for claim in course.claims_in(currency)
        if claim.outstanding is not None
    )
    return Collection(
        collected=collected,
        costs=course.ledger(currency).costs_owed,
        debtor=course.debtor,
        # Art. 404: money from accounts goes to the documents under which it was taken, where they claim any.
        source=data.source if claims else PaymentSource.DEBTOR,
        fee_due=fee_due,
        earlier=course.ledger(currency).bearing_fee if fee_due else None,
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


def _imposed_step(course: Course, imposed: Money) -> tuple[Step, ...]:
    if not imposed.amount:
        return ()
    article = course.rules.money.fee.non_property.article
    return (Step(article=article, rule="The imposed fee comes before the claims", working=written(imposed)),)


def _worded(step: Step) -> str:
    return f"{step.article}: {step.rule}: {step.working}"[:_LONGEST_EXPLANATION]


def _fee_bearing(course: Course, act: Act) -> Iterator[PerformedAct]:
    """The acts performed by the day of the payment that may bear the ten percent (Art. 402(3))."""
    data: PaymentReceived = act.data
    circumstances = frozenset(_circumstances(course, data))
    codes = [measure.code for measure in course.measures.values() if _performed(course, data, measure)]
    shown = course.rules.source(data.source).fee_act
    for code in dict.fromkeys([*codes, shown] if shown else codes):
        yield PerformedAct(code=code, circumstances=circumstances)


def _performed(course: Course, data: PaymentReceived, measure: Measure) -> bool:
    """Carried out by now, and not annulled; a measure that brought this very payment was."""
    carried_out = course.rules.proceedings.measures.carried_out
    performed = not measure.annulled and any(each.code in carried_out for each in measure.history)
    return performed or measure.id == data.measure


def _circumstances(course: Course, data: PaymentReceived) -> Iterator[str]:
    if "compulsory" in course.reached:
        yield "voluntary-term-over"
    if course.rules.source(data.source).debtor_pays:
        yield "debtor-paid-after"
    if any(course.rules.nature(claim.type) is Nature.MONEY for claim in course.claims.values()):
        yield "money-claim"
