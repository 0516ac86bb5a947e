"""The books in the text format of Beancount, so that a program that knows nothing of us can check them."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from contracts.codelists import CURRENCIES
from shared.books.legs import Key
from shared.law.rule_sets.accounts import ASSETS, Account, Book

_ROOTS = {
    Account.OUTSTANDING: "Assets",
    Account.CHARGED: "Equity",
    Account.REPAID: "Expenses",
    **dict.fromkeys(ASSETS, "Assets"),
}
"""Beancount's kinds of accounts; what is not listed is a liability."""


class Posted(NamedTuple):
    """A leg as the books hold it."""

    transaction: UUID
    proceeding: str
    """Its number."""
    key: Key
    amount: Decimal


def beancount(legs: Iterable[Posted]) -> Iterator[str]:
    """The lines of a journal; the legs in the order of their transactions.

    One transaction of Beancount is what one transaction posts in one book on one effective day.
    """
    rows = sorted(legs, key=lambda leg: (leg.key.effective_on, str(leg.transaction), leg.key.book))
    first = min((leg.key.effective_on for leg in rows), default=date.min)
    opened = {(_account(leg), CURRENCIES[leg.key.currency].abbreviation) for leg in rows}
    for account, pairs in groupby(sorted(opened), key=lambda pair: pair[0]):
        yield f"{first} open {account} {','.join(currency for _, currency in pairs)}"
    for (day, transaction, book), group in groupby(rows, key=_transaction):
        yield f'\n{day} * "{book.value}" "{transaction}"'
        for leg in group:
            currency = CURRENCIES[leg.key.currency]
            yield f"  {_account(leg)}  {leg.amount:.{currency.minor_units}f} {currency.abbreviation}"


def _transaction(leg: Posted) -> tuple[date, UUID, Book]:
    return leg.key.effective_on, leg.transaction, leg.key.book


def _account(leg: Posted) -> str:
    key = leg.key
    parts = [_ROOTS.get(key.account, "Liabilities"), key.book.value, key.account.value, f"P{leg.proceeding}"]
    if key.line is not None:
        parts.append(key.line.value if key.claim is None else f"{key.line.value}-{key.claim}")
    return ":".join(part[:1].upper() + part[1:] for part in parts)
