"""Seizure and transfer for sale (Art. 381(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import PositiveMoney, Text


class TransferForSale(Command):
    """Seizure and transfer for sale (Art. 381(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.transfer-for-sale.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    channel: Literal["public-sale", "electronic-trading", "trading-organization", "another-way"]
    """How it is to be sold."""
    cause: Text | None = None
    """Why, without personal data."""


class PropertyTransferredForSale(AboutProperty):
    """Seizure and transfer for sale (Art. 381(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.property-transferred-for-sale.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    channel: Literal["public-sale", "electronic-trading", "trading-organization", "another-way"]
    """How it is to be sold."""
    cause: Text | None = None
    """Why, without personal data."""
