"""Costs and fees that were paid and are found not to be due (Art. 334(1), 353(10), 402).

What the body still holds of them goes on as if they had never been due; what was sent off waits until it comes back.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from contracts.events.money import Held
from contracts.values import Money
from services.proceedings.domain.allocation import Parts, allocated, keep, take
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Ledger, Receipt
from services.proceedings.domain.held_money import gain, publish_allocation
from shared.books import Account
from shared.law.money import Withheld
from shared.law.money.amounts import add, smaller, subtract, zero


class Cut(NamedTuple):
    """A kind of charge that was cut."""

    pending: str
    """Where the ledger keeps what was paid, is not due, and is not released yet."""
    account: Account
    """Where what was paid of it lies until it is sent off."""
    held: Held
    paid: Callable[[Receipt], Money]
    """What a receipt has paid of it."""


def ten_percent(receipt: Receipt) -> Money:
    """The ten percent that were withheld from a receipt."""
    return subtract(receipt.fee, receipt.imposed)


def charged_fee(receipt: Receipt) -> Money:
    """What a receipt paid, in its currency, of fees charged by resolution that were not annulled."""
    return receipt.paid_fees(receipt.imposed.currency)


COSTS = Cut("costs_cut", Account.COSTS_PAYABLE, Held.COSTS, lambda receipt: receipt.costs)
CHARGED_FEE = Cut("imposed_cut", Account.FEE_PAYABLE, Held.FEE, charged_fee)
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
    ledger = course.ledgers.get(currency)
    if ledger is None:
        return zero(currency)
    return add(zero(currency), *(pending(ledger, what) for what in CUTS if what.account is account))


def remitted_not_due(course: Course) -> bool:
    """Whether anything that was sent off is to come back."""
    return any(pending(ledger, what).amount for ledger in course.ledgers.values() for what in CUTS)


def still_paid(course: Course, what: Cut, currency: str) -> Money:
    """What was paid of a charge by all receipts, less what of it is not due."""
    receipts = [each for each in course.receipts.values() if each.sum.currency == currency]
    paid = add(zero(currency), *map(what.paid, receipts))
    ledger = course.ledgers.get(currency)
    same = [each for each in CUTS if each.paid is what.paid]
    return subtract(paid, smaller(paid, add(zero(currency), *(pending(ledger, each) for each in same if ledger))))


def _release(course: Course, currency: str, what: Cut, day: date, article: str) -> None:
    ledger = course.ledger(currency)
    held = max(course.custody.holds(course.items, what.account, currency), zero(currency).amount)
    rest = smaller(pending(ledger, what), Money(amount=held, currency=currency))
    for receipt in reversed(list(course.receipts.values())):  # the last money first
        if receipt.sum.currency == currency and not receipt.taken_back and rest.amount:
            part = smaller(rest, what.paid(receipt))
            if part.amount:
                setattr(ledger, what.pending, subtract(pending(ledger, what), part))
                rest = subtract(rest, part)
                _free(course, receipt, what, part, day, article)


def _free(course: Course, receipt: Receipt, what: Cut, part: Money, day: date, article: str) -> None:
    emptied, nothing = _without(course, receipt, what, part), zero(part.currency)
    if what is LOST_WITH_CLAIM:
        keep(course, replace(emptied, refund=add(receipt.refund or nothing, part)))
        parts = Parts(nothing, nothing, nothing, nothing, (), nothing, bears_fee=False, steps=())
        publish_allocation(course, receipt.payment, what.held, parts, nothing, day, article=article, refund=part)
        return
    # The ten percent bear no fee again; what was taken for other charges does, as if they had never been due.
    bears = receipt.fee_due and what is not TEN_PERCENT
    parts = allocated(course, replace(emptied, fee_due=bears), part)
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
        from_imposed=part if what is CHARGED_FEE else None,
    )


def _without(course: Course, receipt: Receipt, what: Cut, part: Money) -> Receipt:
    """The receipt without what it had paid; ledgers follow."""
    ledger = course.ledger(part.currency)
    if what is COSTS:
        ledger.costs, ledger.costs_paid = subtract(ledger.costs, part), subtract(ledger.costs_paid, part)
        bearing = receipt.bearing
        if bearing is not None:
            less = Withheld(credited=zero(part.currency), fee=zero(part.currency), costs=smaller(part, bearing.costs))
            ledger.bearing_fee, bearing = less_withheld(ledger.bearing_fee, less), less_withheld(bearing, less)
        return replace(receipt, costs=subtract(receipt.costs, part), bearing=bearing)
    fee = subtract(receipt.fee, part)
    if what is CHARGED_FEE:
        ledger.imposed, ledger.imposed_paid = subtract(ledger.imposed, part), subtract(ledger.imposed_paid, part)
        return replace(receipt, fee=fee, imposed=subtract(receipt.imposed, part))
    return replace(receipt, fee=fee)


def less_withheld(before: Withheld, taken: Withheld) -> Withheld:
    """What receipts were divided into, less a part of it."""
    return Withheld(
        credited=subtract(before.credited, taken.credited),
        fee=subtract(before.fee, taken.fee),
        costs=subtract(before.costs, smaller(before.costs, taken.costs)),
    )
