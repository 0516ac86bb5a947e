"""Charged fees that are owed no more: annulled, or charged on what went back (Art. 353, 402)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

from contracts.events.money import FeeAnnulled, FeePaid
from contracts.values import Money, PositiveMoney
from services.proceedings.domain.allocation import keep
from services.proceedings.domain.course import Course
from services.proceedings.domain.fees import charged_apart, overcharged_apart
from services.proceedings.domain.held_money import allocate_held
from services.proceedings.domain.outward import reconsider
from shared.law.money.amounts import add, smaller, subtract, total


def annul_fee(course: Course, act: UUID, charged_on: date, sum_: Money, day: date, article: str) -> None:
    """What is owed of a charged fee is owed no more; what was paid stays paid, and is not owed again."""
    ledger = course.ledger(sum_.currency)
    owed_no_more = smaller(sum_, ledger.fee_owed)
    ledger.imposed = subtract(ledger.imposed, owed_no_more)
    paid = tuple(_paid_of(course, charged_on, subtract(sum_, owed_no_more)))
    # Plain money: what is published equals what is read again.
    course.publish(FeeAnnulled(act=act, sum=add(owed_no_more), paid=paid, article=article), day)
    allocate_held(course, day)


def lower_fee_apart(course: Course, currency: str, day: date, article: str) -> None:
    """The ten percent on what was paid past the account fall with it, those charged last first (Art. 402(1) ind. 2).

    What was paid of them stays charged: it counts for the next payment, or goes back by a decision (`outward`).
    """
    ledger = course.ledger(currency)
    for act, charged_on, sum_ in reversed(list(charged_apart(course, currency))):
        left = smaller(left_of_charge(course, act, sum_), ledger.fee_owed)
        part = smaller(overcharged_apart(course, currency), left)
        if part.amount:
            ledger.charged_apart = subtract(ledger.charged_apart, part)
            annul_fee(course, act, charged_on, part, day, article)
    reconsider(course, day)


def left_of_charge(course: Course, act: UUID, sum_: Money) -> Money:
    """What of a charged fee has not been taken back by now."""
    annulled = (each.data for each in course.items if isinstance(each.data, FeeAnnulled) and each.data.act == act)
    gone = [part for each in annulled for part in (each.sum, *(paid.sum for paid in each.paid))]
    return subtract(sum_, total(gone, sum_.currency))


def _paid_of(course: Course, charged_on: date, paid: Money) -> Iterator[FeePaid]:
    """Which payments gave what was paid of an annulled fee: those since it was charged, the first of them first."""
    for receipt in sorted(course.receipts.values(), key=lambda receipt: receipt.day < charged_on):
        part = smaller(paid, receipt.paid_fees(paid.currency))
        if part.amount:
            keep(course, replace(receipt, annulled=(*receipt.annulled, part)))
            paid = subtract(paid, part)
            yield FeePaid(payment=receipt.payment, sum=PositiveMoney(amount=part.amount, currency=part.currency))
