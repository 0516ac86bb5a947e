"""What a statement of the bank shows, whatever its format."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from contracts.banking import BankIdentifier, BankOrder, OrderNumber
from contracts.base import Contract
from contracts.codelists import CURRENCIES
from contracts.values import Day, Money, PersonIdentifier, PositiveMoney, Storable, Text

LARGEST_FILE = 5 * 1024 * 1024
"""In bytes."""
ENTRIES_AT_MOST = 2000
"""Of one file: more than an account of a body sees in a day."""
LONGEST_TEXT = 2000
"""Characters of a purpose, which statements put together from several fields."""

_CODES = {currency.abbreviation: code for code, currency in CURRENCIES.items()}


class EntryKind(StrEnum):
    """What an entry did to the account."""

    CREDIT = "credit"
    DEBIT = "debit"
    CREDIT_REVERSED = "credit-reversed"
    """The bank took back what it had credited."""
    DEBIT_REVERSED = "debit-reversed"
    """What had been sent came back."""


class BankEntry(Contract):
    """An entry of the statement."""

    place: Annotated[str, StringConstraints(min_length=1, max_length=12)]
    """Where it stands in the file: the number of its line or of its entry, `3.2` for the second order of the third."""
    kind: EntryKind
    order: OrderNumber
    dated: Day
    """The day of the order; that of the entry where the statement names no other."""
    booked_on: Day
    """The day of the credit or debit."""
    sum: PositiveMoney
    name: Annotated[str, StringConstraints(min_length=1, max_length=500), Storable] | None = None
    """The other side: who paid, or who was paid."""
    identifier: PersonIdentifier | None = None
    account: Annotated[str, StringConstraints(min_length=1, max_length=60), Storable] | None = None
    bank: BankIdentifier | None = None
    purpose: Text | None = None

    @property
    def bank_order(self) -> BankOrder:
        """The order of the entry."""
        return BankOrder(number=self.order, dated=self.dated, payer=self.identifier, bank=self.bank)

    @property
    def came_in(self) -> bool:
        """Whether the other side is who paid."""
        return self.kind in (EntryKind.CREDIT, EntryKind.CREDIT_REVERSED)

    @property
    def adds(self) -> bool:
        """Whether the account holds more after it."""
        return self.kind in (EntryKind.CREDIT, EntryKind.DEBIT_REVERSED)


class BankStatement(Contract):
    """The entries of one account."""

    format: Literal["camt.053", "csv"]
    number: Annotated[str, StringConstraints(min_length=1, max_length=60), Storable] | None = None
    dated: date | None = None
    """The day on which the bank made it."""
    account: str | None = None
    bank: str | None = None
    since: date | None = None
    """The first day of its period, where the statement names it."""
    until: date | None = None
    """The last day of its period."""
    opening: Money | None = None
    """What the account held before; None where the statement does not say so."""
    closing: Money | None = None
    entries: Annotated[tuple[BankEntry, ...], Field(max_length=ENTRIES_AT_MOST)]
    pending: int = 0
    """Entries that are announced and not booked: they are left out."""

    @property
    def period(self) -> tuple[date, date] | None:
        """Its days, as it states them, else as its entries do; None: it has no entries."""
        days = [entry.booked_on for entry in self.entries]
        first, last = self.since or min(days, default=None), self.until or max(days, default=None)
        return (first, last) if first and last else None


def money_of(amount: str, currency: str) -> dict[str, str]:
    """A sum as contracts state it; banks write more decimal places than a currency has, which are zeros."""
    code = _CODES.get(currency.strip().upper(), currency.strip())
    return {"amount": _without_zeros(amount.strip(), code), "currency": code}


def stated(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that a statement states."""
    return dict(_stated(fields))


def _stated(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if value is not None and value != "":
            yield name, value


def _without_zeros(amount: str, code: str) -> str:
    if code not in CURRENCIES:
        return amount
    unit = Decimal(1).scaleb(-CURRENCIES[code].minor_units)
    try:
        exact = Decimal(amount).quantize(unit)
    except InvalidOperation:
        return amount
    return str(exact) if exact == Decimal(amount) else amount
