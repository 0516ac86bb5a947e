"""Buyer has paid (Art. 385(7)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class RecordBuyersPayment(Command):
    """Buyer has paid (Art. 385(7)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-buyers-payment.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""


class BuyerPaid(AboutProperty):
    """Buyer has paid (Art. 385(7)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.buyer-paid.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
