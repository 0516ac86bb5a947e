"""What a proceeding takes part with in a distribution, and what it gets of it (Art. 369(2), 401-406).

The money stays in its currency. A debt in another one takes part with what it costs at the official rate of the day of
receipt, in its queue: the queues are those of all documents against the debtor, in whatever currency they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from contracts.banking import ExchangeRate
from contracts.distribution import ShareOfClaim, ShareOfProceeding
from contracts.events.money import InOtherCurrency
from contracts.values import Money
from services.proceedings.domain.conversion import Debt, price_of, repaid_by
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Claim, Receipt
from services.proceedings.domain.fees import right_to_fee
from services.proceedings.domain.performance import given_on
from shared.law.money import ClaimShare, OpenClaim, Participant, ProceedingShare, needed_rates
from shared.law.money.amounts import add, zero


class Participation(NamedTuple):
    """A proceeding that shares money, with its debts as they are and as they count."""

    participant: Participant
    claims: tuple[Claim, ...]
    costs: Debt
    fees: Debt
    rates: tuple[ExchangeRate, ...]


def participation(
    course: Course,
    receipt: Receipt,
    came: Receipt,
    rates: tuple[ExchangeRate, ...],
    *,
    holder: Course,
    secured: Mapping[int, Money] | None = None,
) -> Participation | None:
    """What is owed in a proceeding in the currency of the money, and in those that have a rate; none: nothing is.

    `came`: as which receipt it came from its payer, to the proceeding `holder`. `secured`: what
    of its claims the pledge secures of whose thing it is the price. Costs and fees of one other
    currency take part; those of a third one wait.
    """
    currency = receipt.sum.currency
    rated = [each for each in open_currencies(course) if has_rates(currency, each, rates)]
    claims = tuple(each for each in _open_claims(course) if _currency(each) in rated)
    ledger = course.ledger(currency)
    beside = [course.ledger(each) for each in rated if each != currency and not course.ledger(each).settled]
    nothing = zero(currency)
    costs = Debt(ledger.costs_owed, beside[0].costs_owed if beside else nothing, rates)
    fees = Debt(ledger.fee_owed, beside[0].fee_owed if beside else nothing, rates)
    if not claims and not costs.whole.amount and not fees.whole.amount:
        return None
    # Art. 402(3): each proceeding by the acts performed in it; what shows the source of the money holds for all.
    paid_on = given_on(course.rules, came.source, came.order, came.day)
    measure = came.measure if holder.number == course.number else None
    right = right_to_fee(course, came.source, measure, paid_on, credited_on=came.day, received_by=holder)
    participant = Participant(
        number=course.number,
        initiated_on=course.initiated_on,
        costs=costs.whole,
        charged_fees=fees.whole,
        claims=tuple(_valued(each, currency, rates, (secured or {}).get(each.number)) for each in claims),
        bears_fee=right.due and bool(claims),
        earlier=ledger.bearing_fee,
    )
    return Participation(participant, claims, costs, fees, rates)


def open_currencies(course: Course) -> list[str]:
    """The currencies in which anything is still to be paid in a proceeding."""
    owed = {currency for currency, ledger in course.ledgers.items() if not ledger.settled}
    return sorted(owed | {_currency(each) for each in _open_claims(course)})


def has_rates(currency: str, other: str, rates: Sequence[ExchangeRate]) -> bool:
    """Whether these rates suffice to value a debt in another currency, or none are needed."""
    return currency == other or needed_rates((currency, other)) <= {rate.currency for rate in rates}


def share_of(proceeding: UUID, each: Participation, found: ProceedingShare) -> ShareOfProceeding:
    """What a proceeding gets, as its distribution states it."""
    claims = tuple(_share_of_claim(each, share) for share in found.claims)
    nothing = zero(found.fee.currency)
    own_costs, costs, costs_repaid = each.costs.paid_by(found.costs)
    own_fees, fees, fees_repaid = each.fees.paid_by(found.charged_fees)
    elsewhere = InOtherCurrency(costs=costs, fee=fees, costs_repaid=costs_repaid, fee_repaid=fees_repaid)
    return ShareOfProceeding(
        proceeding=proceeding,
        number=found.number,
        costs=add(own_costs, costs),
        charged_fees=add(own_fees, fees),
        fee=found.fee if any(claim.sum.amount for claim in claims) else nothing,
        bears_fee=each.participant.bears_fee,
        claims=claims,
        elsewhere=elsewhere if costs.amount or fees.amount else None,
    )


def _share_of_claim(each: Participation, found: ClaimShare) -> ShareOfClaim:
    """What a claim gets, and repays of itself; what repays nothing of it stays held."""
    claim = next(claim for claim in each.claims if claim.number == found.claim)
    paid, repays = found.paid, None
    if claim.outstanding is not None and claim.outstanding.currency != paid.currency:
        paid, repays = repaid_by(paid, found.outstanding, claim.outstanding, each.rates)
    return ShareOfClaim(
        claim=found.claim,
        queue=found.queue,
        outstanding=found.outstanding,
        sum=paid,
        repays=repays,
        secured=found.secured,
    )


def _valued(claim: Claim, currency: str, rates: Sequence[ExchangeRate], secured: Money | None) -> OpenClaim:
    owed = claim.outstanding or zero(currency)
    return OpenClaim(
        claim=claim.number,
        kind=claim.type,
        outstanding=price_of(owed, currency, rates),
        secured=price_of(secured, currency, rates) if secured is not None else None,
    )


def _open_claims(course: Course) -> Iterator[Claim]:
    return (each for each in course.claims.values() if each.outstanding is not None and each.outstanding.amount)


def _currency(claim: Claim) -> str:
    return claim.outstanding.currency if claim.outstanding is not None else ""
