"""The allocation of money in a course: costs, fees charged apart, the ten percent, the claims (Art. 401-404).

What is left is the debtor's; while anything is owed in another currency, it is held unallocated (Art. 369(2)).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from contracts.acts.convert_receipt import ReceiptConverted
from contracts.banking import ExchangeRate
from contracts.events.money import Held, MoneyAllocated
from contracts.events.proceedings import PaymentSource, Repayment
from contracts.values import Money, PositiveMoney
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Measure, Receipt
from services.proceedings.domain.overpayments import surplus_still_held
from services.proceedings.domain.rules import rules_named
from shared.law.money import (
    Claim,
    Collection,
    Distribution,
    FeeRight,
    PerformedAct,
    Withheld,
    distribute,
    fee_on_value,
    fee_right,
)
from shared.law.money.amounts import add, smaller, subtract, total, written, zero
from shared.law.money.explained import Step
from shared.law.rule_sets.vocabulary import Nature

_LONGEST_EXPLANATION = 2000
_CANCELLED = "cancelled"


class Parts(NamedTuple):
    """What a sum is allocated to."""

    costs: Money
    fee: Money
    """All that goes to the fee."""
    imposed: Money
    """Of it, what pays fees charged by resolutions of their own."""
    credited: Money
    repayments: tuple[Repayment, ...]
    rest: Money
    """What is left when nothing is owed in its currency."""
    bears_fee: bool
    steps: tuple[Step, ...]


def allocated(course: Course, receipt: Receipt, sum_: Money) -> Parts:
    """How a sum of a receipt is allocated to what is owed in its own currency."""
    imposed = share_of_charged_fees(course, sum_)
    claims = _claims(course, sum_.currency)
    bears_fee = receipt.fee_due and any(claim.outstanding.amount for claim in claims)
    shares = _distribution(
        course.rules.id,
        Collection(
            collected=subtract(sum_, imposed),
            costs=course.ledger(sum_.currency).costs_owed,
            debtor=course.debtor,
            # Art. 404: money from accounts goes to the documents under which it was taken, where they claim any.
            source=receipt.source if claims else PaymentSource.DEBTOR,
            fee_due=bears_fee,
            earlier=course.ledger(sum_.currency).bearing_fee if bears_fee else None,
            claims=claims,
            taken_under=tuple(claim.number for claim in claims),
            pledged_thing=receipt.pledged_thing,
        ),
    )
    return Parts(
        costs=shares.costs_paid,
        fee=add(imposed, shares.fee),
        imposed=imposed,
        credited=shares.credited,
        repayments=repayments_of(shares),
        rest=shares.surplus,
        bears_fee=bears_fee,
        steps=(*_charged_step(course, imposed), *shares.steps),
    )


def shared_among_claims(course: Course, receipt: Receipt, sum_: Money) -> tuple[Repayment, ...]:
    """How a sum in the currency of claims repays them, when costs and fee are seen to."""
    if not sum_.amount:
        return ()
    claims = _claims(course, sum_.currency)
    nothing = zero(sum_.currency)
    return repayments_of(
        _distribution(
            course.rules.id,
            Collection(
                collected=sum_,
                costs=nothing,
                debtor=course.debtor,
                source=receipt.source,
                fee_due=False,
                claims=claims,
                taken_under=tuple(claim.number for claim in claims),
                pledged_thing=receipt.pledged_thing,
            ),
        )
    )


def take(course: Course, receipt: Receipt, parts: Parts) -> Receipt:
    """Enter what a sum was allocated to: the receipt with these parts, the rest held or left to the debtor."""
    ledger = course.ledger(receipt.sum.currency)
    ledger.costs_paid = add(ledger.costs_paid, parts.costs)
    ledger.imposed_paid = add(ledger.imposed_paid, parts.imposed)
    if parts.bears_fee:
        before = ledger.bearing_fee
        ledger.bearing_fee = Withheld(
            credited=add(before.credited, parts.credited),
            fee=add(before.fee, subtract(parts.fee, parts.imposed)),
            costs=add(before.costs, parts.costs),
        )
        receipt = replace(receipt, bearing=_bearing_with(receipt.bearing, parts))
    for part in parts.repayments:
        claim = course.claims[part.claim]
        if claim.repaid is not None:
            claim.repaid = add(claim.repaid, part.sum)
    held = owes(course)
    return replace(
        receipt,
        costs=add(receipt.costs, parts.costs),
        fee=add(receipt.fee, parts.fee),
        imposed=add(receipt.imposed, parts.imposed),
        credited=add(receipt.credited, parts.credited),
        repayments=(*receipt.repayments, *parts.repayments),
        unallocated=add(receipt.unallocated, parts.rest) if held else receipt.unallocated,
        surplus=receipt.surplus if held else add(receipt.surplus, parts.rest),
    )


def _bearing_with(before: Withheld | None, parts: Parts) -> Withheld:
    fee = subtract(parts.fee, parts.imposed)
    if before is None:
        return Withheld(credited=add(parts.credited), fee=fee, costs=add(parts.costs))
    return Withheld(
        credited=add(before.credited, parts.credited), fee=add(before.fee, fee), costs=add(before.costs, parts.costs)
    )


def brought(course: Course, receipt: Receipt) -> None:
    """Note what a measure brought."""
    measure = course.measures.get(receipt.measure) if receipt.measure else None
    if measure is not None:
        measure.brought.append(receipt.sum)


def keep(course: Course, receipt: Receipt) -> None:
    """Enter what has become of a receipt."""
    course.receipts[receipt.payment] = receipt
    holds = {receipt.payment} if receipt.unallocated.amount else set()
    course.undivided = course.undivided - {receipt.payment} | holds


def owes(course: Course) -> bool:
    """Whether a claim, a cost or a charged fee is still owed in any currency."""
    return any(claim.outstanding and claim.outstanding.amount for claim in course.claims.values()) or not all(
        ledger.settled for ledger in course.ledgers.values()
    )


def allocate_held(course: Course, day: date, *, surplus_too: bool = False) -> None:
    """Allocate unallocated money to what is owed in its currency by now; when nothing is owed, it is the debtor's.

    `surplus_too`: money that was to go back to the debtor is needed again.
    """
    if not (course.undivided or surplus_too):
        return
    for receipt in list(course.receipts.values()):
        if receipt.unallocated.amount:
            _allocate(course, receipt, Held.UNALLOCATED, receipt.unallocated, day)
        surplus = surplus_still_held(course, receipt.surplus) if surplus_too else zero(receipt.sum.currency)
        if surplus.amount:
            _allocate(course, course.receipts[receipt.payment], Held.SURPLUS, surplus, day)


def _allocate(course: Course, receipt: Receipt, held: Held, sum_: Money, day: date) -> None:
    nothing = zero(sum_.currency)
    emptied = replace(
        receipt,
        unallocated=nothing if held is Held.UNALLOCATED else receipt.unallocated,
        surplus=subtract(receipt.surplus, sum_) if held is Held.SURPLUS else receipt.surplus,
    )
    parts = allocated(course, emptied, sum_)
    after = take(course, emptied, parts)
    keep(course, after)
    to_surplus, to_unallocated = (
        (gain(after.surplus, receipt.surplus), nothing)
        if held is Held.UNALLOCATED
        else (nothing, gain(after.unallocated, receipt.unallocated))
    )
    if to_surplus.amount or to_unallocated.amount or parts.rest != sum_:
        article = course.rules.money.distribution.recoverers.article
        publish_allocation(
            course, receipt.payment, held, parts, to_surplus, day, article=article, unallocated=to_unallocated
        )


def gain(after: Money, before: Money) -> Money:
    """By how much a sum grew."""
    return subtract(after, smaller(after, before))


def publish_allocation(
    course: Course,
    payment: UUID,
    held: Held,
    parts: Parts,
    surplus: Money,
    day: date,
    *,
    article: str,
    unallocated: Money | None = None,
    refund: Money | None = None,
    from_imposed: Money | None = None,
) -> None:
    """Publish what held money, or money past the account, was allocated to."""
    course.publish(
        MoneyAllocated(
            payment=payment,
            held=held,
            costs=parts.costs,
            fee=parts.fee,
            imposed=parts.imposed,
            credited=parts.credited,
            repayments=parts.repayments,
            surplus=surplus,
            unallocated=unallocated or zero(surplus.currency),
            refund=refund,
            from_imposed=from_imposed,
            article=article,
            rule_set=course.rules.id,
            explanation=explained(parts.steps),
        ),
        day,
    )


def open_in(course: Course, currency: str) -> Money:
    """What is still to be paid on the claims of a currency."""
    return total((claim.outstanding for claim in course.claims_in(currency) if claim.outstanding), currency)


def rates_of(data: ReceiptConverted) -> tuple[ExchangeRate, ...]:
    """The rates that a conversion states."""
    return tuple(rate for rate in (data.rate, data.cross_rate) if rate is not None)


def explained(steps: Sequence[Step]) -> tuple[str, ...]:
    """Steps of a calculation as sentences of an event."""
    return tuple(f"{step.article}: {step.rule}: {step.working}"[:_LONGEST_EXPLANATION] for step in steps)


def share_of_charged_fees(course: Course, sum_: Money) -> Money:
    """What goes to fees charged by resolution: they come after the costs and before the recoverers (Art. 403)."""
    ledger = course.ledger(sum_.currency)
    owed = ledger.fee_owed
    return smaller(subtract(sum_, smaller(sum_, ledger.costs_owed)), owed) if owed.amount else owed


def repayments_of(shares: Distribution) -> tuple[Repayment, ...]:
    """What a distribution pays, by the numbers of the claims."""
    return tuple(
        Repayment(
            claim=int(payment.number), sum=PositiveMoney(amount=payment.paid.amount, currency=payment.paid.currency)
        )
        for payment in sorted(shares.payments, key=lambda payment: int(payment.number))
        if payment.paid.amount
    )


def right_to_fee(course: Course, source: PaymentSource, measure: UUID | None) -> FeeRight:
    """Whether an act performed by now bears the ten percent of such money (Art. 402(3))."""
    return fee_right(course.rules.money, tuple(_fee_bearing(course, source, measure)))


def fee_to_be_charged(course: Course) -> tuple[Money, ...]:
    """The ten percent of what was paid past the account that no resolution charged yet, by currency."""
    fees = (
        (fee_on_value(course.rules.money, ledger.past_account).fee, ledger.charged_apart)
        for ledger in course.ledgers.values()
        if ledger.past_account.amount
    )
    left = (subtract(fee, smaller(fee, charged)) for fee, charged in fees)
    return tuple(fee for fee in left if fee.amount)


def new_receipt(
    payment: UUID, day: date, sum_: Money, source: PaymentSource, *, fee_due: bool, **more: object
) -> Receipt:
    """Money of which nothing is allocated yet."""
    nothing = zero(sum_.currency)
    parts: Mapping[str, Money] = dict.fromkeys(
        ("costs", "fee", "imposed", "credited", "unallocated", "surplus"), nothing
    )
    # Plain money: what is published equals what is read again.
    return Receipt(payment, day, add(sum_), source, **parts, fee_due=fee_due, **more)  # type: ignore[arg-type]


@lru_cache(maxsize=2048)
def _distribution(rule_set: str, collection: Collection) -> Distribution:
    """Remembered: most receipts of a course are distributed as they were when it was computed last."""
    return distribute(rules_named(rule_set).money, collection)


def _claims(course: Course, currency: str) -> tuple[Claim, ...]:
    return tuple(
        Claim(
            number=str(claim.number),
            initiated_on=course.initiated_on,
            outstanding=claim.outstanding,
            kind=claim.type,
        )
        for claim in course.claims_in(currency)
        if claim.outstanding is not None
    )


def _charged_step(course: Course, imposed: Money) -> tuple[Step, ...]:
    if not imposed.amount:
        return ()
    article = course.rules.money.fee.non_property.article
    return (Step(article=article, rule="A charged fee comes before the claims", working=written(imposed)),)


def _fee_bearing(course: Course, source: PaymentSource, brought_by: UUID | None) -> Iterator[PerformedAct]:
    circumstances = frozenset(_circumstances(course, source))
    codes = [measure.code for measure in course.measures.values() if _performed(course, measure, brought_by)]
    shown = course.rules.source(source).fee_act
    for code in dict.fromkeys([*codes, shown] if shown else codes):
        yield PerformedAct(code=code, circumstances=circumstances)


def _performed(course: Course, measure: Measure, brought_by: UUID | None) -> bool:
    """Carried out by now, and not annulled; a measure that brought this very payment was, unless it was cancelled."""
    if measure.id == brought_by:
        return not measure.annulled and measure.status != _CANCELLED
    carried_out = course.rules.proceedings.measures.carried_out
    return not measure.annulled and any(each.code in carried_out for each in measure.history)


def _circumstances(course: Course, source: PaymentSource) -> Iterator[str]:
    if "compulsory" in course.reached:
        yield "voluntary-term-over"
    if course.rules.source(source).debtor_pays:
        yield "debtor-paid-after"
    if any(course.rules.nature(claim.type) is Nature.MONEY for claim in course.claims.values()):
        yield "money-claim"
