"""Earnest money of a bidder (Art. 385(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.banking import ExchangeRate
from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import PositiveMoney


class ReceiveEarnestMoney(Command):
    """Earnest money of a bidder (Art. 385(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.receive-earnest-money.v1"
    earnest: UUID
    """The identifier of the earnest money."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    sale: UUID | None = None
    """The identifier of the sale, one for each that is appointed."""
    request: UUID | None = None
    """The identifier of the request."""
    rate: ExchangeRate | None = None
    """The official rate of the day of receipt, of earnest money that of the day of remittance, of what the recoverer
    received that of the day of the payment, of property that he keeps that of the day of the credit, with its
    source."""


class EarnestMoneyReceived(AboutProperty):
    """Earnest money of a bidder (Art. 385(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.earnest-money-received.v1"
    earnest: UUID
    """The identifier of the earnest money."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    sale: UUID | None = None
    """The identifier of the sale, one for each that is appointed."""
    request: UUID | None = None
    """The identifier of the request."""
    rate: ExchangeRate | None = None
    """The official rate of the day of receipt, of earnest money that of the day of remittance, of what the recoverer
    received that of the day of the payment, of property that he keeps that of the day of the credit, with its
    source."""
