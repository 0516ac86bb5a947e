"""What banks state: payment orders, and rates of exchange."""

from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.base import Contract
from contracts.canonical import DigitsOfAnotherScript, look_alike_key
from contracts.sensitivity import ACCOUNTS, NOT_SENSITIVE
from contracts.values import Added, CurrencyCode, Day, DecimalString, FitsInteger, Name, PersonIdentifier, Storable

BankIdentifier = Annotated[str, StringConstraints(pattern=r"^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$"), ACCOUNTS]
"""Identifier of a bank (BIC, ISO 9362)."""
AccountNumber = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}|[0-9]{13})$"), ACCOUNTS]
"""Number of an account: an IBAN (ISO 13616), or the thirteen digits that accounts had before 4 July 2017."""


class Account(Contract):
    """An account, and the bank that keeps it."""

    account: AccountNumber
    bank: BankIdentifier | None = None
    """None: not stated."""


Accounts = Annotated[tuple[Account, ...], Field(min_length=1, max_length=20), ACCOUNTS]


OrderNumber = Annotated[str, StringConstraints(min_length=1, max_length=60), Storable, NOT_SENSITIVE]
"""Number of a payment order, as the payer or the bank has written it."""


def order_key(number: str) -> str:
    """The form in which numbers of orders are compared: spaces, kinds of hyphen, case and alphabet do not count."""
    try:
        return look_alike_key(number)
    except DigitsOfAnotherScript:
        return number


class BankOrder(Contract):
    """The payment order by which money came, as the statement of the account shows it."""

    number: OrderNumber
    dated: Day
    payer: Added[PersonIdentifier | None] = None
    """Who paid; left out where the debtor did."""
    bank: Added[BankIdentifier | None] = None
    """The payer's bank."""

    @property
    def key(self) -> str:
        """The number in the form in which it is compared."""
        return order_key(self.number)

    def may_be(self, other: "BankOrder") -> bool:
        """Whether both may be one order: what only one of them states does not tell them apart."""
        return (self.key, self.dated) == (other.key, other.dated) and all(
            one is None or another is None or one == another
            for one, another in ((self.payer, other.payer), (self.bank, other.bank))
        )


class ExchangeRate(Contract):
    """The official rate of a currency on a day: so many roubles for so many units."""

    currency: CurrencyCode
    units: Annotated[int, Field(gt=0), FitsInteger]
    roubles: Annotated[DecimalString, Field(gt=0)]
    day: Day
    source: Name
    """Who published it, and where."""
