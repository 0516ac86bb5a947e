"""Bad sums are refused with an error that says what is wrong."""

from decimal import Decimal
from typing import Any

import pytest

import shared.law.money as law
from shared.law.money import errors
from shared.law.money.amounts import from_minor_units, smaller
from shared.law.rule_sets.vocabulary import Rounding


@pytest.mark.parametrize(
    ("amount", "currency", "error", "message"),
    [
        ("-0.01", "933", errors.NegativeAmount, "negative"),
        (Decimal(-5), "933", errors.NegativeAmount, "negative"),
        ("1.001", "933", errors.TooPreciseAmount, "2 decimal places"),
        ("1.5", "392", errors.TooPreciseAmount, "0 decimal places"),
        ("1.00", "999", errors.UnknownCurrency, "'999'"),
        ("1.00", "BYN", errors.UnknownCurrency, "'BYN'"),
        ("a lot", "933", errors.InvalidAmount, "not a decimal number"),
        ("", "933", errors.InvalidAmount, "not a decimal number"),
        ("NaN", "933", errors.InvalidAmount, "finite"),
        ("Infinity", "933", errors.InvalidAmount, "finite"),
        (0.1, "933", errors.InvalidAmount, "not exact"),
        (True, "933", errors.InvalidAmount, "not exact"),
        ("10000000000000000.00", "933", errors.InvalidAmount, "18 digits"),
    ],
)
def test_a_bad_amount_is_refused(amount: Any, currency: str, error: type[errors.MoneyError], message: str) -> None:
    with pytest.raises(error, match=message) as refusal:
        law.money(amount, currency)
    assert refusal.value.problem.code == error.code


@pytest.mark.parametrize("amount", ["9999999999999999.99", "0.00", "5", "1e3", "7.50"])
def test_a_good_amount_keeps_its_value_and_gets_all_its_places(amount: str) -> None:
    sum_ = law.money(amount)
    assert sum_.amount == Decimal(amount)
    assert sum_.amount.as_tuple().exponent == -2


def test_nothing_is_taken_below_zero() -> None:
    with pytest.raises(errors.NegativeAmount):
        law.subtract(law.money(1), law.money(2))


def test_a_result_beyond_every_sum_is_refused() -> None:
    largest = law.money("9999999999999999.99")
    with pytest.raises(errors.InvalidAmount):
        law.add(largest, largest)


@pytest.mark.parametrize("operation", [law.add, law.subtract, smaller])
def test_currencies_never_meet(operation: Any) -> None:
    with pytest.raises(errors.MixedCurrencies):
        operation(law.money(5), law.money(1, "840"))


@pytest.mark.parametrize(
    ("rounding", "expected"), [(Rounding.HALF_UP, "0.01"), (Rounding.DOWN, "0.00"), (Rounding.UP, "0.01")]
)
def test_half_a_kopeck(rounding: Rounding, expected: str) -> None:
    assert law.percent_of(law.money("0.05"), Decimal(10), rounding) == law.money(expected)


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_a_sum_is_not_split_among_nobody(weights: list[int]) -> None:
    with pytest.raises(errors.InvalidInput):
        law.split(law.money(1), weights)


def test_nothing_splits_into_nothing() -> None:
    assert law.split(law.money(0), [0, 0]) == (law.money(0), law.money(0))


def test_a_sum_reads_well() -> None:
    assert law.written(law.money("1234567.5")) == "1 234 567.50 BYN"
    assert law.written(from_minor_units(1005, "392")) == "1 005 JPY"
