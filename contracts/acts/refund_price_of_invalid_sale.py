"""Price of an invalid sale owed to the buyer (Art. 387(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class RefundPriceOfInvalidSale(Command):
    """Price of an invalid sale owed to the buyer (Art. 387(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.refund-price-of-invalid-sale.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""


class PriceOfInvalidSaleRefunded(ProceedingEvent):
    """Price of an invalid sale owed to the buyer (Art. 387(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.price-of-invalid-sale-refunded.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
