"""Sums in another currency at official rates (Art. 369(2))."""

from collections.abc import Sequence
from fractions import Fraction

from contracts.banking import ExchangeRate
from contracts.values import Money
from shared.law.money.amounts import BYN, add, rounded
from shared.law.money.errors import InvalidInput


def exchanged(value: Money, into: str, rates: Sequence[ExchangeRate]) -> Money:
    """The sum in another currency, rounded half up; official rates are in roubles, so two of them may be needed.

    Raises `InvalidInput` where a rate is missing.
    """
    if value.currency == into:
        return add(value)
    roubles = Fraction(value.amount) * _roubles(value.currency, rates)
    return rounded(roubles / _roubles(into, rates), into)


def needed_rates(currencies: Sequence[str]) -> frozenset[str]:
    """The currencies whose official rates are needed to go from one of these to another."""
    return frozenset(currencies) - {BYN}


def _roubles(currency: str, rates: Sequence[ExchangeRate]) -> Fraction:
    """What one unit of a currency costs."""
    if currency == BYN:
        return Fraction(1)
    for rate in rates:
        if rate.currency == currency:
            return Fraction(rate.roubles) / rate.units
    raise InvalidInput(f"there is no rate of currency {currency}", field="rate")
