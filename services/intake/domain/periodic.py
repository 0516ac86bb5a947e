"""Periodic payments: each has a separate presentation limit (Art. 337(3))."""

from collections.abc import Iterable, Iterator

from contracts.documents import Claim, PeriodicPayment
from contracts.events.intake import PaymentLimit, PresentationLimit
from contracts.values import PositiveMoney


def listed(claims: Iterable[Claim]) -> Iterator[tuple[Claim, PeriodicPayment]]:
    """Each payment that claims list."""
    for claim in claims:
        yield from ((claim, payment) for payment in claim.payments or ())


def taken(claims: Iterable[Claim], limit: PresentationLimit) -> tuple[Claim, ...]:
    """What of claims was presented in time: of periodic ones the payments whose limit was not over."""
    return tuple(_parts(claims, limit, in_time=True))


def refused(claims: Iterable[Claim], limit: PresentationLimit) -> tuple[Claim, ...]:
    """What of claims was presented too late."""
    return tuple(_parts(claims, limit, in_time=False))


def _parts(claims: Iterable[Claim], limit: PresentationLimit, *, in_time: bool) -> Iterator[Claim]:
    late = {(each.claim, each.due_on) for each in limit.payments or () if not each.in_time}
    for claim in claims:
        if claim.payments is None:
            # A periodic claim that lists no payment has no limit that could be over; it is returned for that.
            if (limit.in_time or claim.periodic) is in_time:
                yield claim
            continue
        payments = tuple(each for each in claim.payments if ((claim.number, each.due_on) not in late) is in_time)
        if payments:
            yield claim.model_copy(update={"payments": payments, "sum": _total(payments)})


def _total(payments: tuple[PeriodicPayment, ...]) -> PositiveMoney:
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
