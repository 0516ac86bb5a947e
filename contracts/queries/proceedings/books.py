"""The two books: what accounts hold, and what was posted."""

from datetime import date
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from contracts.banking import BankOrder, OrderNumber
from contracts.base import Contract
from contracts.queries.base import Model, Query
from contracts.queries.proceedings.fields import RowLimit
from contracts.values import (
    Added,
    BodyCode,
    Code,
    CurrencyCode,
    Day,
    Money,
    PersonIdentifier,
    PositiveMoney,
    ProceedingNumber,
)

BookName = Literal["debt", "custody"]
Side = Literal["debit", "credit"]
LineName = Literal["claim", "costs", "fee"]


class _OfOneOwner(Query):
    """Of one proceeding, or of the deposit account of a body."""

    number: ProceedingNumber | None = None
    body: BodyCode | None = None
    as_known_at: AwareDatetime | None = None
    """What was known at a moment; none: what is known now."""

    @model_validator(mode="after")
    def _of_one(self) -> Self:
        if (self.number is None) is (self.body is None):
            raise ValueError("give the number of a proceeding or the code of a body")
        return self


class AccountBalance(Contract):
    """What an account holds, which is never nothing."""

    book: BookName
    account: str
    line: LineName | None = None
    """What the debt is for; in the debt book alone."""
    claim: int | None = None
    """The claim of the document; of one proceeding alone."""
    side: Side
    sum: PositiveMoney


class Balances(Contract):
    """Accounts that hold something, book by book."""

    balances: tuple[AccountBalance, ...]


class ShowBalances(_OfOneOwner):
    """Show what the accounts of both books hold at the end of a day."""

    type: ClassVar[str] = "lea.proceedings.show-balances.v1"
    reply: ClassVar[Model] = Balances
    as_of: Day | None = None
    """By what took effect on or before this day; none: by everything on record."""


class PostedLeg(Contract):
    """A debit or credit of an account."""

    book: BookName
    account: str
    line: LineName | None = None
    claim: int | None = None
    effective_on: date
    """The day it takes effect."""
    side: Side
    sum: PositiveMoney


class BookTransaction(Contract):
    """What one recording posted for one proceeding, or for the account of a body.

    Its legs add up to zero in each book, day and currency.
    """

    id: UUID
    number: ProceedingNumber | BodyCode
    """Of the proceeding; the code of the body for what its account holds of no proceeding."""
    causes: Annotated[tuple[UUID, ...], Field(min_length=1)]
    """The commands whose events brought it."""
    recorded_at: AwareDatetime
    posted_on: date
    """The day of the body's accounts; it lies in no period that was closed before."""
    legs: tuple[PostedLeg, ...]


class TransactionKey(Contract):
    """The place of a transaction in a list."""

    recorded_at: AwareDatetime
    id: UUID


class Transactions(Contract):
    """Transactions in the order of their recording."""

    transactions: tuple[BookTransaction, ...]
    more: bool
    """Whether there are more than were asked for."""


class ListTransactions(_OfOneOwner):
    """List what was posted."""

    type: ClassVar[str] = "lea.proceedings.list-transactions.v1"
    reply: ClassVar[Model] = Transactions
    since: Day | None = None
    """Posted on or after this day."""
    until: Day | None = None
    """Posted on or before this day."""
    limit: RowLimit = 100
    after: Added[TransactionKey | None] = None
    """Only what follows this one, the last of the page before."""


class PayableView(Contract):
    """Money of a proceeding that the body holds for somebody, and for which no payout is ordered."""

    number: ProceedingNumber
    payable: Code
    """As what it is held: `recoverer-payable`, `costs-payable`, …"""
    sum: PositiveMoney
    changed_on: date
    """The last day on which it grew or fell."""


class PayableKey(Contract):
    """The place of such money in a list."""

    number: ProceedingNumber
    payable: Code
    currency: CurrencyCode


class Payables(Contract):
    """Money that is to be paid out, by proceeding."""

    payables: tuple[PayableView, ...]
    more: bool
    """Whether there are more than were asked for."""


class ListPayables(Query):
    """List the money of a body's proceedings that can be paid out and for which no payout is ordered."""

    type: ClassVar[str] = "lea.proceedings.list-payables.v1"
    reply: ClassVar[Model] = Payables
    body: BodyCode
    limit: RowLimit = 100
    after: PayableKey | None = None
    """Only what follows this one, the last of the page before."""


class UnidentifiedReturnView(Contract):
    """Money on its way back to its payer, or back with him."""

    payout: UUID
    sum: PositiveMoney
    ordered_on: date
    confirmed_on: date | None = None
    """The day on which the bank debited it."""
    order: Added[str | None] = None
    """Number of the payment order."""


class UnidentifiedView(Contract):
    """Money on the account of a body that no proceeding was named for."""

    receipt: UUID
    credited_on: date
    sum: PositiveMoney
    held: Money
    """What is neither identified nor sent back."""
    payer: str
    purpose: str
    bank_order: BankOrder
    returns: tuple[UnidentifiedReturnView, ...] = ()


class UnidentifiedMoney(Contract):
    """Money in the order of its credit."""

    receipts: tuple[UnidentifiedView, ...]
    more: bool = False
    """Whether there are more than were asked for."""


class UnidentifiedKey(Contract):
    """The place of such money in a list."""

    credited_on: date
    receipt: UUID


class ListUnidentified(Query):
    """List money on the account of a body that no proceeding was named for, and that is held or on its way back."""

    type: ClassVar[str] = "lea.proceedings.list-unidentified.v1"
    reply: ClassVar[Model] = UnidentifiedMoney
    body: BodyCode
    settled: bool = False
    """Also what was identified or sent back as a whole."""
    limit: Added[RowLimit | None] = None
    """None: all."""
    after: Added[UnidentifiedKey | None] = None
    """Only what follows this one, the last of the page before."""


ORDERS_AT_MOST = 500


class RecordedOrder(Contract):
    """A bank order by which money that is on record came."""

    number: ProceedingNumber | BodyCode
    """Of the proceeding; the code of the body for money that no proceeding was named for."""
    payment: UUID
    """The payment in the proceeding, what it set aside for its payer, or the money on the account."""
    key: str
    """The number of the order in the form in which it is compared."""
    dated: date
    sum: PositiveMoney
    payer: PersonIdentifier | None = None
    """None: not known."""


class BankOrders(Contract):
    """Orders with the numbers that were asked for, by number and day."""

    orders: tuple[RecordedOrder, ...]


class FindBankOrders(Query):
    """Find by which bank orders money of a body came. What the bank took back whole is left out."""

    type: ClassVar[str] = "lea.proceedings.find-bank-orders.v1"
    reply: ClassVar[Model] = BankOrders
    body: BodyCode
    numbers: Annotated[tuple[OrderNumber, ...], Field(min_length=1, max_length=ORDERS_AT_MOST)]
