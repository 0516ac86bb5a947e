"""Conversion of money received (Art. 369(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.banking import ExchangeRate
from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import CurrencyCode


class ConvertReceipt(Command):
    """Conversion of money received (Art. 369(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.convert-receipt.v1"
    payment: UUID
    """The identifier of the payment."""
    into: CurrencyCode
    """The currency of the claims that are repaid."""
    rate: ExchangeRate
    """The official rate of the day of receipt, of earnest money that of the day of remittance, of what the recoverer
    received that of the day of the payment, of property that he keeps that of the day of the credit, with its
    source."""
    cross_rate: ExchangeRate | None = None
    """The official rate of the second currency, where neither of the two is the rouble."""


class ReceiptConverted(ProceedingEvent):
    """Conversion of money received (Art. 369(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.receipt-converted.v1"
    payment: UUID
    """The identifier of the payment."""
    into: CurrencyCode
    """The currency of the claims that are repaid."""
    rate: ExchangeRate
    """The official rate of the day of receipt, of earnest money that of the day of remittance, of what the recoverer
    received that of the day of the payment, of property that he keeps that of the day of the credit, with its
    source."""
    cross_rate: ExchangeRate | None = None
    """The official rate of the second currency, where neither of the two is the rouble."""
