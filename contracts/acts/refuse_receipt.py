"""Money set aside for its payer (Art. 403).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.banking import BankOrder
from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class RefuseReceipt(Command):
    """Money set aside for its payer (Art. 403): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.refuse-receipt.v1"
    refund: UUID
    """The identifier of what goes back to its payer."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    cause: Literal["paid-in-error", "above-debt-of-third-person", "after-the-end"]
    """Why the money is not the debtor's, or repays nothing any more."""
    paper: Paper
    """The paper that shows it."""
    bank_order: BankOrder | None = None
    """The payment order by which the money came."""


class ReceiptRefused(ProceedingEvent):
    """Money set aside for its payer (Art. 403): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.receipt-refused.v1"
    refund: UUID
    """The identifier of what goes back to its payer."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    cause: Literal["paid-in-error", "above-debt-of-third-person", "after-the-end"]
    """Why the money is not the debtor's, or repays nothing any more."""
    paper: Paper
    """The paper that shows it."""
    bank_order: BankOrder | None = None
    """The payment order by which the money came."""
