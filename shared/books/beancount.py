"""The books in the text format of Beancount, so that a program that knows nothing of us can check them."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from contracts.codelists import CURRENCIES
from shared.books.accounts import Account, Book
from shared.books.legs import Key

_ROOTS = {
    Account.OUTSTANDING: "Assets",
    Account.CHARGED: "Equity",
    Account.REPAID: "Expenses",
    Account.BANK: "Assets",
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
    opened: set[tuple[str, str]] = set()
    for leg in rows:
        account, currency = _account(leg), CURRENCIES[leg.key.currency].abbreviation
        if (account, currency) not in opened:
            opened.add((account, currency))
    first = min((leg.key.effective_on for leg in rows), default=date.min)
    accounts = {account for account, _ in opened}
    for account in sorted(accounts):
        currencies = sorted(currency for each, currency in opened if each == account)
        yield f"{first} open {account} {','.join(currencies)}"
    for (day, transaction, book), group in groupby(rows, key=_transaction):
        yield f'\n{day} * "{book.value}" "{transaction}"'
        for leg in group:
            yield f"  {_account(leg)}  {leg.amount} {CURRENCIES[leg.key.currency].abbreviation}"


def _transaction(leg: Posted) -> tuple[date, UUID, Book]:
    return leg.key.effective_on, leg.transaction, leg.key.book


def _account(leg: Posted) -> str:
    key = leg.key
    parts = [_ROOTS.get(key.account, "Liabilities"), key.book.value, key.account.value, f"P{leg.proceeding}"]
    if key.line is not None:
        parts.append(key.line.value if key.claim is None else f"{key.line.value}-{key.claim}")
    return ":".join(part[:1].upper() + part[1:] for part in parts)
