"""Prices and limits in the sale of arrested property (Art. 381-383, 385)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from contracts.base import Contract
from contracts.values import CurrencyCode, Money
from shared.law.money.amounts import (
    BYN,
    add,
    not_above,
    percent_of,
    rounded,
    same_currency,
    smaller,
    subtract,
    total,
    written,
    zero,
)
from shared.law.money.errors import InvalidInput
from shared.law.money.explained import Explained, Step
from shared.law.rule_sets.parts.money import MoneyRules
from shared.law.rule_sets.parts.rows import PercentRule
from shared.law.rule_sets.sheets import Cited


class Price(Explained):
    """A sum to be paid."""

    price: Money


class PriceCheck(Explained):
    """Whether a proposed value is lawful, and the lowest that would be."""

    proposed: Money
    lowest: Money
    allowed: bool


class SaleCheck(Explained):
    """Whether a sale is worth its costs."""

    viable: bool


class TransferDifference(Explained):
    """What a recoverer pays in before property is transferred to him, and what debt the property leaves open."""

    difference: Money
    debt_left: Money


class OfficialRate(Contract):
    """The National Bank's rate of a currency: so many roubles for so many units, on a day."""

    currency: CurrencyCode
    units: int = Field(gt=0)
    roubles: Annotated[Decimal, Field(gt=0)]
    day: date


def revaluation(
    rules: MoneyRules, transferred: Money, proposed: Money, *, controlled_prices_changed: bool = False
) -> PriceCheck:
    """Revaluation of unsold property: at most 20 % down; up only if controlled prices changed (Art. 382(1))."""
    lowest = _lowered(transferred, rules.sale.revaluation)
    if not_above(proposed, transferred):
        return _check(rules, rules.sale.revaluation, "Revaluation downwards", proposed, lowest)
    working = f"{written(proposed)} after {written(transferred)}, " + (
        "controlled prices were changed" if controlled_prices_changed else "but no controlled price was changed"
    )
    step = Step(article=rules.sale.revaluation_upwards.article, rule="Revaluation upwards", working=working)
    return PriceCheck(
        rule_set=rules.id, steps=(step,), proposed=proposed, lowest=lowest, allowed=controlled_prices_changed
    )


def sole_participant_price(rules: MoneyRules, initial: Money) -> Price:
    """What the only participant pays: the initial price and five percent (Art. 385(11))."""
    rule = rules.sale.sole_participant
    extra = percent_of(initial, rule.percent, rule.rounding)
    price = add(initial, extra)
    working = f"{written(initial)} + {rule.percent} % ({written(extra)}) = {written(price)}"
    return _price(rules, rule, "Price for the sole participant", price, working)


def earnest_money(rules: MoneyRules, value: Money, rate: OfficialRate | None = None) -> Price:
    """The earnest money: ten percent of the value (Art. 385(1)); with a rate, in that currency for the day of payment.

    Raises `MixedCurrencies` where a value that is not in roubles is to be converted.
    """
    rule = rules.sale.earnest_money
    amount = percent_of(value, rule.percent, rule.rounding)
    working = f"{rule.percent} % of {written(value)} = {written(amount)}"
    if rate is None:
        return _price(rules, rule, "Earnest money", amount, working)
    same_currency(value, zero(BYN))
    foreign = rounded(Fraction(amount.amount) * rate.units / Fraction(rate.roubles), rate.currency)
    working += f" = {written(foreign)} at {rate.roubles} BYN for {rate.units} on {rate.day}"
    return _price(rules, rule, "Earnest money", foreign, working)


def price_still_due(rules: MoneyRules, price: Money, earnest: Money) -> Price:
    """What the winner still pays after his earnest money is set off (Art. 385(10))."""
    if not not_above(earnest, price):
        raise InvalidInput("the earnest money exceeds the price", field="earnest")
    due = subtract(price, earnest)
    working = f"{written(price)} - {written(earnest)} = {written(due)}"
    return _price(rules, rules.sale.earnest_money_set_off, "The earnest money is set off", due, working)


def pledgeholder_value(rules: MoneyRules, repeat_initial: Money, proposed: Money) -> PriceCheck:
    """The value for a pledgeholder after a failed repeat sale: at most 10 % below its initial price (Art. 383(7))."""
    lowest = _lowered(repeat_initial, rules.sale.pledgeholder)
    return _check(rules, rules.sale.pledgeholder, "Value for the pledgeholder", proposed, lowest)


def sale_by_debtor(rules: MoneyRules, valuation: Money, price: Money) -> PriceCheck:
    """The debtor's own sale: not below the arrest act or the valuation (Art. 381(5))."""
    return _check(rules, rules.sale.sale_by_debtor, "Sale by the debtor", price, valuation)


def worth_selling(rules: MoneyRules, value: Money, expenses: Money) -> SaleCheck:
    """Property is not realised where the expenses exceed its value (Art. 381(4))."""
    viable = not_above(expenses, value)
    working = f"expenses of {written(expenses)} for a value of {written(value)}"
    step = Step(article=rules.sale.unviable.article, rule="A sale must be worth its costs", working=working)
    return SaleCheck(rule_set=rules.id, steps=(step,), viable=viable)


def transfer_difference(rules: MoneyRules, value: Money, debts: Sequence[Money]) -> TransferDifference:
    """What the recoverer pays before he gets property worth more than all that is owed to him (Art. 383(9)).

    `debts` are what is left on every initiated proceeding of that recoverer against the debtor.
    """
    debt = total(debts, value.currency)
    covered = smaller(value, debt)
    difference, left = subtract(value, covered), subtract(debt, covered)
    working = f"value {written(value)}, debts {written(debt)}: pays {written(difference)}, {written(left)} stay open"
    step = Step(article=rules.sale.transfer_difference.article, rule="Transfer to the recoverer", working=working)
    return TransferDifference(rule_set=rules.id, steps=(step,), difference=difference, debt_left=left)


def _lowered(value: Money, rule: PercentRule) -> Money:
    return subtract(value, percent_of(value, rule.percent, rule.rounding))


def _check(rules: MoneyRules, rule: Cited, name: str, proposed: Money, lowest: Money) -> PriceCheck:
    allowed = not_above(lowest, proposed)
    working = f"{written(proposed)} is {'not below' if allowed else 'below'} {written(lowest)}"
    step = Step(article=rule.article, rule=name, working=working)
    return PriceCheck(rule_set=rules.id, steps=(step,), proposed=proposed, lowest=lowest, allowed=allowed)


def _price(rules: MoneyRules, rule: Cited, name: str, price: Money, working: str) -> Price:
    step = Step(article=rule.article, rule=name, working=working)
    return Price(rule_set=rules.id, steps=(step,), price=price)
