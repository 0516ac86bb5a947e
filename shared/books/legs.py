"""Legs of postings, and sums of them. No balance is stored anywhere: it is the sum of the legs up to a day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from contracts.values import Money
from shared.law.rule_sets.accounts import ACCOUNTS, Account, Book, Line


class Key(NamedTuple):
    """Where a leg stands: two legs with one key can be added."""

    effective_on: date
    account: Account
    currency: str
    line: Line | None = None
    """What the debt is for; in the debt book alone."""
    claim: int | None = None
    """The claim of the document, of the line of claims."""

    @property
    def book(self) -> Book:
        """The book of the account."""
        return ACCOUNTS[self.account]


class Leg(NamedTuple):
    """A debit (positive) or credit (negative) of an account; never nothing."""

    key: Key
    amount: Decimal


class Move(NamedTuple):
    """A sum that moves from the account that is credited to the one that is debited, in one book."""

    debit: Account
    credit: Account
    sum: Money
    line: Line | None = None
    claim: int | None = None

    def legs(self, day: date) -> Iterator[Leg]:
        """Its two legs; none where nothing moves."""
        amount, currency = self.sum.amount, self.sum.currency
        if amount:
            yield Leg(Key(day, self.debit, currency, self.line, self.claim), amount)
            yield Leg(Key(day, self.credit, currency, self.line, self.claim), -amount)


def balances(legs: Iterable[Leg]) -> dict[Key, Decimal]:
    """The sum of the legs of each key, without those that add up to nothing."""
    sums: defaultdict[Key, Decimal] = defaultdict(Decimal)
    for key, amount in legs:
        sums[key] += amount
    return {key: amount for key, amount in sums.items() if amount}


def legs_of(sums: Mapping[Key, Decimal]) -> tuple[Leg, ...]:
    """Sums as legs, in a stable order."""
    return tuple(Leg(key, sums[key]) for key in sorted(sums, key=_order) if sums[key])


def delta(before: Mapping[Key, Decimal], after: Mapping[Key, Decimal]) -> tuple[Leg, ...]:
    """What has to be posted so that the books read as after."""
    nothing = Decimal()
    return legs_of({key: after.get(key, nothing) - before.get(key, nothing) for key in {**before, **after}})


def out_of_balance(legs: Iterable[Leg]) -> dict[tuple[Book, date, str], Decimal]:
    """Books, days and currencies whose legs do not add up to zero: an error of bookkeeping."""
    sums: defaultdict[tuple[Book, date, str], Decimal] = defaultdict(Decimal)
    for key, amount in legs:
        sums[key.book, key.effective_on, key.currency] += amount
    return {where: amount for where, amount in sums.items() if amount}


def _order(key: Key) -> tuple[date, str, str, str, int]:
    return key.effective_on, key.account.value, key.currency, key.line.value if key.line else "", key.claim or 0
