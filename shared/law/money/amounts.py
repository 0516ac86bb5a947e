"""Exact arithmetic of sums in one currency: rounding, parts, and splits that add up."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache
from math import ceil, floor

from contracts.codelists import CURRENCIES
from contracts.values import Money
from shared.law.money.errors import (
    InvalidAmount,
    InvalidInput,
    MixedCurrencies,
    NegativeAmount,
    TooPreciseAmount,
    UnknownCurrency,
)
from shared.law.rule_sets.vocabulary import Rounding

BYN = "933"
"""ISO 4217 numeric code of the Belarusian rouble."""
_MAX_DIGITS = 18
_TOO_MANY = 10**_MAX_DIGITS


def money(amount: Decimal | int | str, currency: str = BYN) -> Money:
    """A sum of money; raises `InvalidAmount`, `NegativeAmount`, `TooPreciseAmount` or `UnknownCurrency`."""
    if isinstance(amount, float | bool):
        raise InvalidAmount(f"{amount!r} is not exact: give a decimal number or a string")
    try:
        exact = Decimal(amount)
    except (InvalidOperation, TypeError, ValueError):
        raise InvalidAmount(f"{amount!r} is not a decimal number") from None
    if not exact.is_finite():
        raise InvalidAmount(f"{amount!r} is not a finite number")
    if exact < 0:
        raise NegativeAmount(f"{amount} is negative")
    return _whole(exact, currency)


def _whole(exact: Decimal, currency: str) -> Money:
    digits = minor_digits(currency)
    if exact.adjusted() >= _MAX_DIGITS - digits:
        raise InvalidAmount(f"{exact} has more than {_MAX_DIGITS} digits")
    units = Fraction(exact) * 10**digits
    if units.denominator != 1:
        raise TooPreciseAmount(f"{exact} has more than {digits} decimal places of currency {currency}")
    return from_minor_units(units.numerator, currency)


@cache
def minor_digits(currency: str) -> int:
    """Decimal places of a currency; raises `UnknownCurrency`."""
    try:
        return CURRENCIES[currency].minor_units
    except KeyError:
        raise UnknownCurrency(f"currency {currency!r} is not in the code list of currencies") from None


def from_minor_units(units: int, currency: str) -> Money:
    """The sum of so many kopecks (cents, ...)."""
    if units < 0:
        raise NegativeAmount(f"the result would be negative ({units} minor units of currency {currency})")
    if units >= _TOO_MANY:
        raise InvalidAmount(f"the result has more than {_MAX_DIGITS} digits")
    # Whole minor units of a listed currency, neither negative nor too many: all that `Money` asks.
    return Money.trusted(amount=Decimal(units).scaleb(-minor_digits(currency)), currency=currency)


def to_minor_units(value: Money) -> int:
    """A sum in whole kopecks (cents, ...)."""
    return int(value.amount.scaleb(minor_digits(value.currency)))


def rounded(value: Fraction, currency: str, rounding: Rounding = Rounding.HALF_UP) -> Money:
    """An exact value in units of the currency, rounded to its minor unit."""
    units = value * 10 ** minor_digits(currency)
    match rounding:
        case Rounding.HALF_UP:
            return from_minor_units(floor(units + Fraction(1, 2)), currency)
        case Rounding.DOWN:
            return from_minor_units(floor(units), currency)
        case Rounding.UP:
            return from_minor_units(ceil(units), currency)


def same_currency(*values: Money) -> str:
    """The one currency of all values; raises `MixedCurrencies`."""
    if not values:
        raise MixedCurrencies("there is no sum to take the currency from")
    currency = values[0].currency
    for value in values:
        if value.currency != currency:
            currencies = sorted({value.currency for value in values})
            raise MixedCurrencies(f"sums are in different currencies: {', '.join(currencies)}")
    return currency


def zero(currency: str) -> Money:
    """Nothing, in a currency."""
    return from_minor_units(0, currency)


def total(values: Iterable[Money], currency: str) -> Money:
    """The sum of all values, nothing if there are none; every value must be in `currency`."""
    units = 0
    for value in values:
        if value.currency != currency:
            raise MixedCurrencies(f"a sum in {value.currency} stands among sums in {currency}")
        units += to_minor_units(value)
    return from_minor_units(units, currency)


def add(first: Money, *others: Money) -> Money:
    """The sum of values of one currency."""
    return total((first, *others), first.currency)


def subtract(value: Money, *taken: Money) -> Money:
    """What remains; raises `NegativeAmount` where more is taken than there is."""
    currency = same_currency(value, *taken)
    return from_minor_units(to_minor_units(value) - sum(map(to_minor_units, taken)), currency)


def smaller(first: Money, *others: Money) -> Money:
    """The smallest of values of one currency."""
    same_currency(first, *others)
    return min((first, *others), key=lambda value: value.amount)


def larger(first: Money, *others: Money) -> Money:
    """The largest of values of one currency."""
    same_currency(first, *others)
    return max((first, *others), key=lambda value: value.amount)


def not_above(value: Money, limit: Money) -> bool:
    """Whether a sum is at most another of the same currency."""
    same_currency(value, limit)
    return value.amount <= limit.amount


def percent_of(value: Money, percent: Decimal, rounding: Rounding = Rounding.HALF_UP) -> Money:
    """So many percent of a sum."""
    return rounded(Fraction(value.amount) * Fraction(percent) / 100, value.currency, rounding)


def split(whole: Money, weights: Sequence[Decimal | Fraction | int]) -> tuple[Money, ...]:
    """Split a sum in proportion to weights, to the kopeck, by the largest remainder.

    The parts add up to the whole exactly. Of equal remainders the earlier position wins, so the caller puts the
    weights in the order in which ties are decided. No part exceeds its weight when the whole does not exceed their
    sum and weights are whole minor units. Raises `InvalidInput` where there is nobody to split among.
    """
    exact = [Fraction(weight) for weight in weights]
    sum_of_weights = sum(exact, Fraction(0))
    if any(weight < 0 for weight in exact) or (sum_of_weights == 0 and whole.amount > 0):
        raise InvalidInput("a sum is split by weights of which none is negative and one at least is positive")
    if sum_of_weights == 0:
        return tuple(zero(whole.currency) for _ in exact)
    units = to_minor_units(whole)
    shares = [units * weight / sum_of_weights for weight in exact]
    parts = [floor(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda index: parts[index] - shares[index])
    for index in by_remainder[: units - sum(parts)]:
        parts[index] += 1
    return tuple(from_minor_units(part, whole.currency) for part in parts)


def seniority(initiated_on: date, number: str) -> tuple[date, list[str | int]]:
    """The order in which equal remainders are decided: date of initiation, then number (2 before 10)."""
    return initiated_on, [int(part) if place % 2 else part for place, part in enumerate(re.split("([0-9]+)", number))]


def written(value: Money) -> str:
    """A sum as people read it: `10 000.00 BYN`."""
    digits = minor_digits(value.currency)
    return f"{value.amount:,.{digits}f}".replace(",", " ") + f" {CURRENCIES[value.currency].abbreviation}"
