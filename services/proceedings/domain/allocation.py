"""The allocation of money in a course: costs, fees charged apart, the ten percent, the claims (Art. 401-404).

What is left is the debtor's; while anything is owed in another currency, it is held unallocated (Art. 369(2)).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from contracts.events.money import InOtherCurrency
from contracts.events.proceedings import PaymentSource, Repayment
from contracts.values import Money, PositiveMoney
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Receipt
from services.proceedings.domain.pledged_money import secured_in_document
from services.proceedings.domain.rules import rules_named
from services.proceedings.domain.sale_prices import recovers_no_more
from shared.law.money import Claim, Collection, Distribution, Withheld, distribute
from shared.law.money.amounts import add, smaller, subtract, total, written, zero
from shared.law.money.explained import Step

_NOTHING_SECURED: Mapping[int, Money] = {}


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
    elsewhere: InOtherCurrency | None = None
    """What pays costs and charged fees of another currency."""


def allocated(course: Course, receipt: Receipt, sum_: Money) -> Parts:
    """How a sum of a receipt is allocated to what is owed in its own currency."""
    imposed = share_of_charged_fees(course, sum_)
    claims = () if _is_the_debtors(course, receipt) else _claims(course, sum_.currency, _secured(course, receipt))
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
    """How a sum in the currency of claims repays them, when costs and fee are seen to.

    What the recoverer keeps as a pledgeholder repays first what the pledge secures, a price does in the queue of that.
    """
    if not receipt.past_account:
        return _shared(course, receipt, sum_, _claims(course, sum_.currency, _secured(course, receipt)))
    claims = _claims(course, sum_.currency)
    limits = {str(part.claim): part.sum for part in receipt.secured if part.sum.currency == sum_.currency}
    secured = tuple(_up_to(claim, limits[claim.number]) for claim in claims if claim.number in limits)
    first = _shared(
        course, receipt, smaller(sum_, total((each.outstanding for each in secured), sum_.currency)), secured
    )
    repaid = {str(part.claim): part.sum for part in first}
    left = tuple(_less(claim, repaid[claim.number]) if claim.number in repaid else claim for claim in claims)
    rest = _shared(course, receipt, subtract(sum_, total(repaid.values(), sum_.currency)), left)
    return _by_claim((*first, *rest)) if first else rest


def _shared(course: Course, receipt: Receipt, sum_: Money, claims: tuple[Claim, ...]) -> tuple[Repayment, ...]:
    if not sum_.amount:
        return ()
    return repayments_of(
        _distribution(
            course.rules.id,
            Collection(
                collected=sum_,
                costs=zero(sum_.currency),
                debtor=course.debtor,
                source=receipt.source,
                fee_due=False,
                claims=claims,
                taken_under=tuple(claim.number for claim in claims),
                pledged_thing=receipt.pledged_thing and receipt.past_account,
            ),
        )
    )


def _secured(course: Course, receipt: Receipt) -> Mapping[int, Money]:
    return secured_in_document(course, receipt) if receipt.pledged_thing else _NOTHING_SECURED


def _up_to(claim: Claim, limit: Money) -> Claim:
    return claim.model_copy(update={"outstanding": smaller(claim.outstanding, limit)})


def _less(claim: Claim, repaid: Money) -> Claim:
    return claim.model_copy(update={"outstanding": subtract(claim.outstanding, repaid)})


def _by_claim(parts: tuple[Repayment, ...]) -> tuple[Repayment, ...]:
    return tuple(
        Repayment(claim=claim, sum=PositiveMoney(amount=sum_.amount, currency=sum_.currency))
        for claim in sorted({part.claim for part in parts})
        for sum_ in [add(*(part.sum for part in parts if part.claim == claim))]
    )


def take(course: Course, receipt: Receipt, parts: Parts) -> Receipt:
    """Enter what a sum was allocated to: the receipt with these parts, the rest held or left to the debtor."""
    ledger = course.ledger(receipt.sum.currency)
    ledger.costs_paid = add(ledger.costs_paid, parts.costs)
    ledger.imposed_paid = add(ledger.imposed_paid, parts.imposed)
    costs = parts.costs
    if parts.elsewhere is not None:
        other = course.ledger(parts.elsewhere.costs_repaid.currency)
        other.costs_paid = add(other.costs_paid, parts.elsewhere.costs_repaid)
        other.imposed_paid = add(other.imposed_paid, parts.elsewhere.fee_repaid)
        costs = add(costs, parts.elsewhere.costs)
    if parts.bears_fee:
        before = ledger.bearing_fee
        ledger.bearing_fee = Withheld(
            credited=add(before.credited, parts.credited),
            fee=add(before.fee, subtract(parts.fee, parts.imposed)),
            costs=add(before.costs, costs),
        )
        receipt = replace(receipt, bearing=_bearing_with(receipt.bearing, parts, costs))
    for part in parts.repayments:
        claim = course.claims[part.claim]
        if claim.repaid is not None:
            claim.repaid = add(claim.repaid, part.sum)
    settled = all(each.settled for each in course.ledgers.values())
    held = not settled if _is_the_debtors(course, receipt) else owes(course)
    return replace(
        receipt,
        costs=add(receipt.costs, parts.costs),
        fee=add(receipt.fee, parts.fee),
        imposed=add(receipt.imposed, parts.imposed),
        credited=add(receipt.credited, parts.credited),
        repayments=(*receipt.repayments, *parts.repayments),
        elsewhere=(*receipt.elsewhere, parts.elsewhere) if parts.elsewhere else receipt.elsewhere,
        unallocated=add(receipt.unallocated, parts.rest) if held else receipt.unallocated,
        surplus=receipt.surplus if held else add(receipt.surplus, parts.rest),
    )


def _is_the_debtors(course: Course, receipt: Receipt) -> bool:
    """Whether money came after an end, so that it pays costs and charged fees alone (Art. 365(1), 401(2))."""
    return recovers_no_more(course) and receipt.day >= course.statuses[-1].day


def _bearing_with(before: Withheld | None, parts: Parts, costs: Money) -> Withheld:
    fee = subtract(parts.fee, parts.imposed)
    if before is None:
        return Withheld(credited=add(parts.credited), fee=fee, costs=add(costs))
    return Withheld(
        credited=add(before.credited, parts.credited), fee=add(before.fee, fee), costs=add(before.costs, costs)
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


def open_in(course: Course, currency: str) -> Money:
    """What is still to be paid on the claims of a currency."""
    return total((claim.outstanding for claim in course.claims_in(currency) if claim.outstanding), currency)


def owed_in(course: Course, currency: str) -> Money:
    """What is still to be paid in a currency: costs, charged fees and claims."""
    return add(charged_in(course, currency), open_in(course, currency))


def charged_in(course: Course, currency: str) -> Money:
    """The costs and the charged fees that are still to be paid in a currency."""
    ledger = course.ledger(currency)
    return add(ledger.costs_owed, ledger.fee_owed)


def share_of_charged_fees(course: Course, sum_: Money) -> Money:
    """What goes to fees charged by resolution: they come after the costs and before the recoverers (Art. 403)."""
    ledger = course.ledger(sum_.currency)
    owed = ledger.fee_owed
    return smaller(subtract(sum_, smaller(sum_, ledger.costs_owed)), owed) if owed.amount else owed


def repayments_of(shares: Distribution) -> tuple[Repayment, ...]:
    """What a distribution pays, by the numbers of the claims, each of which may stand in two queues."""
    paid: dict[int, Money] = {}
    for payment in sorted(shares.payments, key=lambda payment: int(payment.number)):
        number = int(payment.number)
        paid[number] = add(*filter(None, [paid.get(number)]), payment.paid)
    return tuple(
        Repayment(claim=number, sum=PositiveMoney(amount=sum_.amount, currency=sum_.currency))
        for number, sum_ in paid.items()
        if sum_.amount
    )


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


def _claims(course: Course, currency: str, secured: Mapping[int, Money] = _NOTHING_SECURED) -> tuple[Claim, ...]:
    return tuple(
        Claim(
            number=str(claim.number),
            initiated_on=course.initiated_on,
            outstanding=claim.outstanding,
            kind=claim.type,
            secured=secured.get(claim.number),
        )
        for claim in course.claims_in(currency)
        if claim.outstanding is not None
    )


def _charged_step(course: Course, imposed: Money) -> tuple[Step, ...]:
    if not imposed.amount:
        return ()
    article = course.rules.money.fee.non_property.article
    return (Step(article=article, rule="A charged fee comes before the claims", working=written(imposed)),)
