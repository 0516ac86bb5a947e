"""Costs and fees that were paid and are found not to be due (Art. 334(1), 353(10), 402).

What the body still holds of them goes on as if they had never been due; what was sent off waits until it comes back.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from contracts.events.money import Held, InOtherCurrency
from contracts.values import Money
from services.proceedings.domain.allocation import Parts, allocated, keep, take
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Ledger, Receipt
from services.proceedings.domain.held_money import gain, publish_allocation
from shared.books import Account
from shared.law.money import Withheld
from shared.law.money.amounts import add, rounded, smaller, subtract, total, zero


class Cut(NamedTuple):
    """A kind of charge that was cut."""

    pending: str
    """Where the ledger keeps what was paid, is not due, and is not released yet."""
    account: Account
    """Where what was paid of it lies until it is sent off."""
    held: Held
    paid: Callable[[Receipt], Money]
    """What a receipt has paid of it in its own currency."""
    elsewhere: Callable[[InOtherCurrency], tuple[Money, Money]] | None = None
    """Of what a receipt paid in another currency: the money it took, and what that repaid; none: it is not paid so."""


def ten_percent(receipt: Receipt) -> Money:
    """The ten percent that were withheld from a receipt."""
    return subtract(receipt.fee, receipt.imposed)


def charged_fee(receipt: Receipt) -> Money:
    """What a receipt paid, in its currency, of fees charged by resolution that were not annulled."""
    return receipt.paid_fees(receipt.imposed.currency)


COSTS = Cut(
    "costs_cut",
    Account.COSTS_PAYABLE,
    Held.COSTS,
    lambda receipt: receipt.costs,
    lambda part: (part.costs, part.costs_repaid),
)
CHARGED_FEE = Cut("imposed_cut", Account.FEE_PAYABLE, Held.FEE, charged_fee, lambda part: (part.fee, part.fee_repaid))
TEN_PERCENT = Cut("fee_cut", Account.FEE_PAYABLE, Held.FEE, ten_percent)
LOST_WITH_CLAIM = Cut("fee_lost", Account.FEE_PAYABLE, Held.FEE, ten_percent)
"""Ten percent of what was recovered and goes back to the debtor (Art. 334(1))."""
CUTS = (COSTS, CHARGED_FEE, TEN_PERCENT, LOST_WITH_CLAIM)


def cut(course: Course, what: Cut, sum_: Money, day: date, article: str) -> None:
    """Something that was paid is not due: release what is held of it."""
    ledger = course.ledger(sum_.currency)
    setattr(ledger, what.pending, add(pending(ledger, what), sum_))
    release(course, day, article)


def release(course: Course, day: date, article: str) -> None:
    """Let what is held of charges that are not due go on to claims, to the debtor, or both."""
    for currency, ledger in list(course.ledgers.items()):
        for what in CUTS:
            if pending(ledger, what).amount:
                _release(course, currency, what, day, article)


def pending(ledger: Ledger, what: Cut) -> Money:
    """What was paid of a charge, is not due, and is not released yet."""
    found: Money = getattr(ledger, what.pending)
    return found


def awaited(course: Course, account: Account, currency: str) -> Money:
    """What was sent off from an account, and is to come back."""
    slices = (
        each
        for owed_in, ledger in course.ledgers.items()
        for what in CUTS
        if what.account is account
        for each in _slices(course, owed_in, what, pending(ledger, what))
    )
    return total((each.money for each in slices if each.money.currency == currency), currency)


def remitted_not_due(course: Course) -> bool:
    """Whether anything that was sent off is to come back."""
    return any(pending(ledger, what).amount for ledger in course.ledgers.values() for what in CUTS)


def still_paid(course: Course, what: Cut, currency: str) -> Money:
    """What was paid of a charge by all receipts, less what of it is not due."""
    paid = total((each.cut for each in _slices(course, currency, what, None)), currency)
    ledger = course.ledgers.get(currency)
    same = [each for each in CUTS if each.paid is what.paid]
    return subtract(paid, smaller(paid, add(zero(currency), *(pending(ledger, each) for each in same if ledger))))


class _Slice(NamedTuple):
    """What a receipt paid of a charge."""

    payment: UUID
    place: int | None
    """Which of what it paid in another currency; none: what it paid in its own."""
    money: Money
    """In the currency of the receipt."""
    cut: Money
    """In the currency of the charge."""


def _slices(course: Course, currency: str, what: Cut, most: Money | None) -> Iterator[_Slice]:
    """What receipts paid of a charge of a currency, the last money first; together no more than `most`."""
    left = most
    for receipt in reversed(list(course.receipts.values())):
        for each in _paid_by(receipt, currency, what) if not receipt.taken_back else ():
            part = each if left is None or each.cut.amount <= left.amount else _scaled(each, cut=left)
            left = subtract(left, part.cut) if left is not None else None
            if part.cut.amount:
                yield part


def _paid_by(receipt: Receipt, currency: str, what: Cut) -> Iterator[_Slice]:
    if receipt.sum.currency == currency:
        paid = what.paid(receipt)
        yield _Slice(receipt.payment, None, paid, paid)
        return
    stands = receipt.paid_fees(currency) if what is CHARGED_FEE else None
    for place, part in reversed([*enumerate(receipt.elsewhere)]):
        money, repaid = what.elsewhere(part) if what.elsewhere else (zero(currency), zero(currency))
        if repaid.currency == currency and repaid.amount:
            each = _Slice(receipt.payment, place, money, repaid)
            if stands is not None and stands.amount < repaid.amount:  # the rest was annulled
                each = _scaled(each, cut=stands)
            stands = subtract(stands, each.cut) if stands is not None else None
            yield each


def _scaled(whole: _Slice, *, cut: Money) -> _Slice:
    """A part of what was paid, and the money for it at the rate of the whole, half up."""
    if whole.place is None:
        return whole._replace(money=cut, cut=cut)
    return whole._replace(money=_part(whole.money, cut, whole.cut), cut=cut)


def _within(whole: _Slice, held: Money) -> _Slice:
    """As much of it as is held."""
    if whole.money.amount <= held.amount:
        return whole
    return whole._replace(money=held, cut=held if whole.place is None else _part(whole.cut, held, whole.money))


def _part(sum_: Money, of: Money, whole: Money) -> Money:
    return rounded(Fraction(sum_.amount) * Fraction(of.amount) / Fraction(whole.amount), sum_.currency)


def _release(course: Course, currency: str, what: Cut, day: date, article: str) -> None:
    ledger, held = course.ledger(currency), dict[str, Money]()
    for each in list(_slices(course, currency, what, None)):  # what was sent off waits, what is held goes on
        left, money = pending(ledger, what), each.money.currency
        if money not in held:
            there = max(course.custody.holds(course.items, what.account, money), zero(money).amount)
            held[money] = Money(amount=there, currency=money)
        part = _within(each if each.cut.amount <= left.amount else _scaled(each, cut=left), held[money])
        if part.cut.amount:
            held[money] = subtract(held[money], part.money)
            setattr(ledger, what.pending, subtract(pending(ledger, what), part.cut))
            _free(course, what, part, day, article)


def _free(course: Course, what: Cut, part: _Slice, day: date, article: str) -> None:
    receipt, money = course.receipts[part.payment], part.money
    emptied, nothing = _without(course, receipt, what, part), zero(money.currency)
    if what is LOST_WITH_CLAIM:
        keep(course, replace(emptied, refund=add(receipt.refund or nothing, money)))
        parts = Parts(nothing, nothing, nothing, nothing, (), nothing, bears_fee=False, steps=())
        publish_allocation(course, receipt.payment, what.held, parts, nothing, day, article=article, refund=money)
        return
    # The ten percent bear no fee again; what was taken for other charges does, as if they had never been due.
    bears = receipt.fee_due and what is not TEN_PERCENT
    parts = allocated(course, replace(emptied, fee_due=bears), money)
    after = take(course, emptied, parts)
    keep(course, after)
    publish_allocation(
        course,
        receipt.payment,
        what.held,
        parts,
        gain(after.surplus, emptied.surplus),
        day,
        article=article,
        unallocated=gain(after.unallocated, emptied.unallocated),
        from_imposed=part.cut if what is CHARGED_FEE else None,
        released=part.cut if part.place is not None else None,
    )


def _without(course: Course, receipt: Receipt, what: Cut, part: _Slice) -> Receipt:
    """The receipt without what it had paid; ledgers follow."""
    ledger, money = course.ledger(part.cut.currency), part.money
    if what is COSTS:
        ledger.costs, ledger.costs_paid = subtract(ledger.costs, part.cut), subtract(ledger.costs_paid, part.cut)
        bearing = receipt.bearing
        if bearing is not None:
            own, nothing = course.ledger(money.currency), zero(money.currency)
            less = Withheld(credited=nothing, fee=nothing, costs=smaller(money, bearing.costs))
            own.bearing_fee, bearing = less_withheld(own.bearing_fee, less), less_withheld(bearing, less)
        receipt = replace(receipt, bearing=bearing)
    elif what is CHARGED_FEE:
        ledger.imposed, ledger.imposed_paid = (
            subtract(ledger.imposed, part.cut),
            subtract(ledger.imposed_paid, part.cut),
        )
    if part.place is not None:
        return replace(receipt, elsewhere=_less_elsewhere(receipt.elsewhere, what, part))
    if what is COSTS:
        return replace(receipt, costs=subtract(receipt.costs, money))
    imposed = subtract(receipt.imposed, money) if what is CHARGED_FEE else receipt.imposed
    return replace(receipt, fee=subtract(receipt.fee, money), imposed=imposed)


def _less_elsewhere(elsewhere: tuple[InOtherCurrency, ...], what: Cut, part: _Slice) -> tuple[InOtherCurrency, ...]:
    """What a receipt paid in other currencies, less a part of one of them."""
    changed = elsewhere[part.place or 0]
    money, repaid = ("costs", "costs_repaid") if what is COSTS else ("fee", "fee_repaid")
    less = {money: subtract(getattr(changed, money), part.money), repaid: subtract(getattr(changed, repaid), part.cut)}
    return tuple(each.model_copy(update=less) if place == part.place else each for place, each in enumerate(elsewhere))


def less_withheld(before: Withheld, taken: Withheld) -> Withheld:
    """What receipts were divided into, less a part of it."""
    return Withheld(
        credited=subtract(before.credited, taken.credited),
        fee=subtract(before.fee, taken.fee),
        costs=subtract(before.costs, smaller(before.costs, taken.costs)),
    )
