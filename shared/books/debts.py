"""What the debt book says of a debt: claim, repayment and balance, as the court's answer has them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from shared.books.legs import Leg
from shared.law.rule_sets.accounts import Account, Line


class DebtKey(NamedTuple):
    """A line of a debt in one currency; of the line of claims, one claim of the document."""

    line: Line
    claim: int | None
    currency: str


class Debt(NamedTuple):
    """Sums of accounts, so that claim - repayment = balance wherever the legs add up."""

    claim: Decimal
    repayment: Decimal
    balance: Decimal


def debts(legs: Iterable[Leg], on: date = date.max) -> dict[DebtKey, Debt]:
    """Every debt at the end of a day, from the legs of the debt book."""
    sums: defaultdict[tuple[Account, DebtKey], Decimal] = defaultdict(Decimal)
    keys: dict[DebtKey, None] = {}
    for key, amount in legs:
        if key.line is not None and key.effective_on <= on:
            debt = DebtKey(key.line, key.claim, key.currency)
            sums[key.account, debt] += amount
            keys[debt] = None
    return {
        debt: Debt(
            -sums[Account.CHARGED, debt] + Decimal(), sums[Account.REPAID, debt], sums[Account.OUTSTANDING, debt]
        )
        for debt in keys
    }
