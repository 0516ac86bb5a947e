"""Result of a sale (Art. 385(6)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import Day, PositiveMoney


class RecordSaleResult(Command):
    """Result of a sale (Art. 385(6)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-sale-result.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    until: Day
    """The last day."""
    winner: UUID | None = None
    """The request of the participant who won or buys."""


class SaleHeld(AboutProperty):
    """Result of a sale (Art. 385(6)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.sale-held.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    until: Day
    """The last day."""
    winner: UUID | None = None
    """The request of the participant who won or buys."""
