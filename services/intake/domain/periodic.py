"""Periodic payments: each has a separate presentation limit (Art. 337(3))."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from contracts.documents import Claim, PeriodicPayment
from contracts.events.intake import PaymentLimit, PresentationLimit
from contracts.values import PositiveMoney


def listed(claims: Iterable[Claim]) -> Iterator[tuple[Claim, PeriodicPayment]]:
    """Each payment that claims list."""
    for claim in claims:
        yield from ((claim, payment) for payment in claim.payments or ())


@dataclass(frozen=True, slots=True)
class Divided:
    """Claims by what becomes of them where a proceeding is initiated; of periodic ones each part with its total."""

    taken: list[Claim] = field(default_factory=list)
    late: list[Claim] = field(default_factory=list)
    """What was presented when its limit was over (Art. 337(4))."""
    to_come: list[Claim] = field(default_factory=list)
    """Payments that are not due yet: nothing is owed of them, and they are neither presentable nor late."""


def divided(claims: Iterable[Claim], limit: PresentationLimit, on: date) -> Divided:
    """Claims as an initiation of a day divides them."""
    missed = {(each.claim, each.due_on) for each in limit.payments or () if not each.in_time}
    parts = Divided()
    for claim in claims:
        if claim.payments is None:
            # A periodic claim that lists no payment has no limit that could be over; it is returned for that.
            (parts.taken if limit.in_time or claim.periodic else parts.late).append(claim)
            continue
        to_come = tuple(each for each in claim.payments if each.due_on > on)
        late = tuple(each for each in claim.payments if (claim.number, each.due_on) in missed)
        taken = tuple(each for each in claim.payments if each not in to_come and each not in late)
        for part, payments in ((parts.taken, taken), (parts.late, late), (parts.to_come, to_come)):
            if payments:
                part.append(claim.model_copy(update={"payments": payments, "sum": _total(payments)}))
    return parts


def without_those_to_come(whole: PositiveMoney | None, stated: Claim, taken: Claim, on: date) -> PositiveMoney | None:
    """What all debtors owe of a claim (none stated: its sum), less the payments that were left for a later day."""
    whole = whole or stated.sum
    left = [each for each in stated.payments or () if each.due_on > on and each not in (taken.payments or ())]
    if whole is None or not left:
        return whole
    return PositiveMoney(amount=whole.amount - _total(left).amount, currency=whole.currency)


def _total(payments: Sequence[PeriodicPayment]) -> PositiveMoney:
    total = sum((each.sum.amount for each in payments[1:]), payments[0].sum.amount)
    return PositiveMoney(amount=total, currency=payments[0].sum.currency)


def limit_of_payment(claim: Claim, payment: PeriodicPayment, computed: PresentationLimit) -> PaymentLimit:
    """The limit of one payment, computed from the day it begins."""
    return PaymentLimit(
        claim=claim.number,
        due_on=payment.due_on,
        sum=payment.sum,
        due=computed.due,
        in_time=computed.in_time,
    )
