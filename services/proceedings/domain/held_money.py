"""Money that is held: allocated to what is owed by now, and published with its calculation (Art. 369(2), 403, 406)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from contracts.events.money import Held, MoneyAllocated
from contracts.values import Money
from services.proceedings.domain.allocation import Parts, allocated, keep, owes, take
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Receipt
from services.proceedings.domain.overpayments import surplus_still_held
from shared.law.money.amounts import smaller, subtract, zero
from shared.law.money.explained import Step

_LONGEST_EXPLANATION = 2000


def allocate_held(course: Course, day: date, *, surplus_too: bool = False) -> None:
    """Allocate unallocated money to what is owed in its currency by now; when nothing is owed, it is the debtor's.

    `surplus_too`: money that was to go back to the debtor is needed again.
    """
    if not (course.undivided or surplus_too):
        return
    for receipt in list(course.receipts.values()):
        _allocate_unallocated(course, receipt, day)
        surplus = surplus_still_held(course, receipt.surplus) if surplus_too else zero(receipt.sum.currency)
        if surplus.amount:
            _allocate(course, course.receipts[receipt.payment], Held.SURPLUS, surplus, day)
    if not owes(course):  # A later receipt may have paid what an earlier one in another currency was held for.
        for receipt in list(course.receipts.values()):
            _allocate_unallocated(course, receipt, day)


def _allocate_unallocated(course: Course, receipt: Receipt, day: date) -> None:
    if receipt.unallocated.amount and not receipt.awaits:
        _allocate(course, receipt, Held.UNALLOCATED, receipt.unallocated, day)


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
    released: Money | None = None,
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
            released=released,
            article=article,
            rule_set=course.rules.id,
            explanation=explained(parts.steps),
            elsewhere=parts.elsewhere,
        ),
        day,
    )


def explained(steps: Sequence[Step]) -> tuple[str, ...]:
    """Steps of a calculation as sentences of an event."""
    return tuple(f"{step.article}: {step.rule}: {step.working}"[:_LONGEST_EXPLANATION] for step in steps)
