"""Reversal of a payment by the bank (Art. 369(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.banking import BankOrder
from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import PositiveMoney, Text


class RecordBankReversal(Command):
    """Reversal of a payment by the bank (Art. 369(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-bank-reversal.v1"
    payment: UUID
    """The identifier of the payment."""
    bank_order: BankOrder
    """The bank order by which the money went back."""
    sum: PositiveMoney | None = None
    """What the bank took back, where it is not the whole payment."""
    reason: Text | None = None
    """Why, without personal data."""


class BankReversalRecorded(ProceedingEvent):
    """Reversal of a payment by the bank (Art. 369(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.bank-reversal-recorded.v1"
    payment: UUID
    """The identifier of the payment."""
    bank_order: BankOrder
    """The bank order by which the money went back."""
    sum: PositiveMoney | None = None
    """What the bank took back, where it is not the whole payment."""
    reason: Text | None = None
    """Why, without personal data."""
