"""What the kit needs of a subscriber's database: transactions, and statements in them.

The statements (`tables.py`) are those that PostgreSQL and SQLite both have, with parameters `$1`, `$2`, ….
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Transaction(Protocol[T_co]):
    """A transaction that has begun."""

    @property
    def raw(self) -> T_co:
        """What handlers get: the driver's connection, in this transaction."""

    async def fetch(self, statement: str, *arguments: Any) -> Sequence[Sequence[Any]]:
        """The rows of a statement."""


class Store(Protocol[T_co]):
    """A subscriber's database."""

    async def open(self) -> None:
        """Connect, and create the kit's tables if they are missing."""

    async def close(self) -> None:
        """Close the connections that `open` made."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction[T_co]]:
        """A transaction, the only one of the kit meanwhile: committed when it is left, rolled back by any error."""
