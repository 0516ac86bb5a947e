"""Commands of `proceedings` on the deposit account of an enforcement body."""

from typing import Annotated, ClassVar
from uuid import UUID

from contracts.banking import BankOrder
from contracts.codelists import ENFORCEMENT_BODIES
from contracts.events.proceedings import PaymentSource
from contracts.listed import Listed
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Added, BodyCode, Day, PositiveMoney, Text


class ClosePeriod(Command):
    """Close the accounts of a body up to a day: what is recorded later is posted after it.

    The stream is `contracts.identifiers.accounts_of` the body.
    """

    type: ClassVar[str] = "lea.proceedings.close-period.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    until: Day
    """The last day of the period."""
    statement: Paper
    """The statement of the bank with which the accounts agree."""
    cash: Paper | None = None
    """What explains seized cash that has not come to the bank by then; none: there is no such cash."""


class ReceiveUnidentified(Command):
    """Record money for which no proceeding can be named. Effective date: the day of its credit.

    The stream is that of the body, as of all commands of this module.
    """

    type: ClassVar[str] = "lea.proceedings.receive-unidentified.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    receipt: UUID
    sum: PositiveMoney
    bank_order: BankOrder
    payer: Text
    """Who paid, as the order has it. Nobody is found by this name."""
    purpose: Text
    """The purpose of the payment, as the order has it."""


class IdentifyReceipt(Command):
    """Identify the proceeding for which money, or a part of it, was paid.

    It is recorded there as a payment of the day on which it was credited.
    """

    type: ClassVar[str] = "lea.proceedings.identify-receipt.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    receipt: UUID
    proceeding: UUID
    payment: UUID
    """The identifier of the payment in the proceeding."""
    sum: PositiveMoney
    source: PaymentSource
    measure: UUID | None = None
    """The measure that brought it."""
    pledged_thing: Added[bool | None] = None
    """Whether it is the price of the pledged thing (Art. 404, 405)."""
    payday: Added[UUID | None] = None
    """The payday on which a payer of income withheld it (Art. 391(2))."""
    passed_on: Added[UUID | None] = None
    """The payment of which it is, where the body that had the proceeding passed the money on (Art. 354(2))."""
    paper: Paper
    """What identifies the proceeding: a letter of the payer or the bank."""


class ReturnUnidentified(Command):
    """Order money that belongs to no proceeding back to its payer."""

    type: ClassVar[str] = "lea.proceedings.return-unidentified.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    receipt: UUID
    payout: UUID
    sum: PositiveMoney
    order: Text | None = None
    """Number of the payment order."""
    paper: Paper
    """What shows that it belongs to no proceeding: a claim of the payer, an answer of the bank."""


class ConfirmUnidentifiedReturn(Command):
    """Record that the bank debited money that goes back. Effective date: the day of the debit."""

    type: ClassVar[str] = "lea.proceedings.confirm-unidentified-return.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    payout: UUID
    line: Text | None = None
    """Where the statement of the bank shows it."""


class UndoUnidentifiedReturn(Command):
    """Record that money did not reach its payer: the order was cancelled, or the bank brought it back."""

    type: ClassVar[str] = "lea.proceedings.undo-unidentified-return.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    payout: UUID
    reason: Text


class StrikeUnidentified(Command):
    """Strike the entry of money of which nothing was identified or sent back: it never came, or came otherwise."""

    type: ClassVar[str] = "lea.proceedings.strike-unidentified.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    receipt: UUID
    reason: Text
    paper: Paper
    """The statement of the bank that shows it."""


class WithdrawIdentification(Command):
    """Hold money as unidentified again: its payment was struck in the proceeding. The service itself commands it."""

    type: ClassVar[str] = "lea.proceedings.withdraw-identification.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    payment: UUID


OF_ACCOUNTS: tuple[type[Command], ...] = (
    ClosePeriod,
    ReceiveUnidentified,
    IdentifyReceipt,
    ReturnUnidentified,
    ConfirmUnidentifiedReturn,
    UndoUnidentifiedReturn,
    StrikeUnidentified,
    WithdrawIdentification,
)
"""Commands on the accounts of bodies, which have separate streams."""
