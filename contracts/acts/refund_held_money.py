"""Held money owed to its payer after the end (Art. 403).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.registry import Command, Event
from contracts.values import PositiveMoney


class RefundHeldMoney(Command):
    """Held money owed to its payer after the end (Art. 403): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.refund-held-money.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""


class HeldMoneyRefunded(Event):
    """Held money owed to its payer after the end (Art. 403): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.held-money-refunded.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
