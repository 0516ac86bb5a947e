"""Held money owed to its payer after the end (Art. 403).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.banking import ExchangeRate
from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import CurrencyCode, PositiveMoney


class RefundHeldMoney(Command):
    """Held money owed to its payer after the end (Art. 403): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.refund-held-money.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    into: CurrencyCode | None = None
    """The currency of the claims that are repaid."""
    rate: ExchangeRate | None = None
    """The official rate of the day of receipt, of earnest money that of the day of remittance, of what the recoverer
    received that of the day of the payment, of property that he keeps that of the day of the credit, with its
    source."""
    cross_rate: ExchangeRate | None = None
    """The official rate of the second currency, where neither of the two is the rouble."""


class HeldMoneyRefunded(ProceedingEvent):
    """Held money owed to its payer after the end (Art. 403): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.held-money-refunded.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    into: CurrencyCode | None = None
    """The currency of the claims that are repaid."""
    rate: ExchangeRate | None = None
    """The official rate of the day of receipt, of earnest money that of the day of remittance, of what the recoverer
    received that of the day of the payment, of property that he keeps that of the day of the credit, with its
    source."""
    cross_rate: ExchangeRate | None = None
    """The official rate of the second currency, where neither of the two is the rouble."""
