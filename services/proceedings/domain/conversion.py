"""Held money in the currency of a debt, at official rates (Art. 369(2)).

The money stays in its currency, and the debt falls in that of the costs, fees and claims. What comes to less than
half of the smallest unit of that currency repays nothing: it stays held. A debt costs at least the smallest unit of
the money.
"""

from collections.abc import Collection, Sequence
from typing import Any

from contracts.banking import ExchangeRate
from contracts.events.distribution import DistributionCorrected, DistributionResolved
from contracts.events.money import InOtherCurrency
from contracts.events.proceedings import Repayment
from contracts.values import Money
from services.proceedings.domain.allocation import Parts, open_in, shared_among_claims
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Receipt
from services.proceedings.domain.reversals import terminated_on
from services.proceedings.domain.sale_prices import finally_ended
from shared.law.money import exchanged, needed_rates, withhold
from shared.law.money.amounts import add, from_minor_units, smaller, subtract, written, zero
from shared.law.money.explained import Step

CONVERSION = "convert-receipt"


def rates_of(data: Any) -> tuple[ExchangeRate, ...]:
    """The rates that a conversion, a distribution, a payment past the account or a payday states."""
    if isinstance(data, DistributionResolved | DistributionCorrected):
        return data.rates or ()
    stated = (getattr(data, "rate", None), getattr(data, "cross_rate", None))
    return tuple(rate for rate in stated if rate is not None)


def conversion_steps(course: Course, rates: Sequence[ExchangeRate], needed: Collection[str]) -> tuple[Step, ...]:
    """How a distribution takes debts in other currencies into account, or that it lacks the rates for it."""
    article, missing = course.rules.law.procedures.enforcement.rows[CONVERSION].article, sorted(needed)
    if rates:
        return (
            Step(article=article, rule="Debts in other currencies share it by what they cost", working=stated(rates)),
        )
    rule = "Without rates, debts in other currencies get nothing"
    return (Step(article=article, rule=rule, working=", ".join(missing)),) if missing else ()


def stated(rates: Sequence[ExchangeRate]) -> str:
    """Rates as a calculation names them."""
    return "; ".join(
        f"{rate.units} of {rate.currency} for {rate.roubles} BYN on {rate.day}, {rate.source}" for rate in rates
    )


def paid_directly(course: Course, receipt: Receipt) -> tuple[Money, tuple[Repayment, ...]]:
    """What of money that the recoverer received pays claims, and what it repays: those in its own currency first."""
    sum_, into = receipt.sum, receipt.into
    credited = smaller(sum_, open_in(course, sum_.currency))
    repayments = shared_among_claims(course, receipt, credited)
    if into is None:
        return credited, repayments
    claims = open_in(course, into)
    whole = price_of(claims, sum_.currency, receipt.rates)
    taken, repaid = repaid_by(smaller(subtract(sum_, credited), whole), whole, claims, receipt.rates)
    return add(credited, taken), (*repayments, *shared_among_claims(course, receipt, repaid))


def converted(course: Course, receipt: Receipt, data: Any, into: str, article: str) -> Parts:
    """What the unallocated money of a receipt pays: first what is owed in its own currency, then in the other.

    Costs come first, then charged fees, then the claims (Art. 401(2), 403). The rates must fit the currencies.
    """
    sum_, rates = receipt.unallocated, rates_of(data)
    own, other, claims = course.ledger(sum_.currency), course.ledger(into), open_in(course, into)
    costs = Debt(own.costs_owed, other.costs_owed, rates)
    fees = Debt(own.fee_owed, other.fee_owed, rates)
    charged = smaller(subtract(sum_, smaller(sum_, costs.whole)), fees.whole)
    in_money = price_of(claims, sum_.currency, rates)
    withheld = withhold(
        course.rules.money,
        subtract(sum_, charged),
        costs.whole,
        in_money,
        fee_due=receipt.fee_due,
        earlier=own.bearing_fee if receipt.fee_due else None,
    )
    own_costs, costs_taken, costs_repaid = costs.paid_by(withheld.costs_paid)
    imposed, fee_taken, fee_repaid = fees.paid_by(charged)
    credited, repaid = repaid_by(withheld.credited, in_money, claims, rates)
    elsewhere = InOtherCurrency(costs=costs_taken, fee=fee_taken, costs_repaid=costs_repaid, fee_repaid=fee_repaid)
    fee = add(imposed, withheld.fee if credited.amount else zero(sum_.currency))
    taken = (own_costs, costs_taken, fee, fee_taken, credited)
    return Parts(
        costs=own_costs,
        fee=fee,
        imposed=imposed,
        credited=credited,
        repayments=shared_among_claims(course, receipt, repaid),
        rest=subtract(sum_, *taken),
        bears_fee=receipt.fee_due,
        steps=(*withheld.steps, _step(article, taken, (costs_repaid, fee_repaid, repaid), rates)),
        elsewhere=elsewhere if costs_taken.amount or fee_taken.amount else None,
    )


def open_at(course: Course, currency: str, into: str | None, rates: Sequence[ExchangeRate]) -> Money:
    """What is open of the claims of a currency, with what those of another cost in it at the rates that are stated."""
    own = open_in(course, currency)
    if into is None or into == currency or needed_rates((currency, into)) != {rate.currency for rate in rates}:
        return own
    return add(own, price_of(open_in(course, into), currency, rates))


class Debt:
    """What is owed in the currency of the money, and beside it in another."""

    def __init__(self, own: Money, other: Money, rates: Sequence[ExchangeRate]) -> None:
        self._own, self._other, self._rates = own, other, rates
        self._other_in_money = price_of(other, own.currency, rates)
        self.whole = add(own, self._other_in_money)

    def paid_by(self, sum_: Money) -> tuple[Money, Money, Money]:
        """What a sum pays of its own currency, what of it pays the other, and what it repays there."""
        own = smaller(sum_, self._own)
        return own, *repaid_by(subtract(sum_, own), self._other_in_money, self._other, self._rates)


def still_demanded(course: Course) -> bool:
    """Whether held money repays what is open: the proceeding goes on, or its end leaves that to the recoverer."""
    row = course.rules.proceedings.money.converted_after_the_end
    return not finally_ended(course) or (
        course.status in row.statuses and not any(terminated_on(course, ground) for ground in row.not_after)
    )


def price_of(owed: Money, currency: str, rates: Sequence[ExchangeRate]) -> Money:
    """What a debt costs in another currency, at the least its smallest unit. Raises `InvalidInput` without a rate."""
    price = exchanged(owed, currency, rates)
    return price if price.amount or not owed.amount else from_minor_units(1, currency)


def repaid_by(sum_: Money, whole: Money, owed: Money, rates: Sequence[ExchangeRate]) -> tuple[Money, Money]:
    """What of a sum is taken for a debt of another currency, and what it repays of it; nothing for nothing."""
    repaid = owed if sum_.amount == whole.amount > 0 else smaller(exchanged(sum_, owed.currency, rates), owed)
    return (sum_, repaid) if repaid.amount else (zero(sum_.currency), repaid)


def _step(article: str, taken: Sequence[Money], repaid: Sequence[Money], rates: Sequence[ExchangeRate]) -> Step:
    _, costs, _, fee, credited = taken
    working = f"{written(add(costs, fee, credited))} for {written(add(*repaid))}: {stated(rates)}"
    return Step(article=article, rule="Conversion at the official rate", working=working)
