"""Revaluation for a repeat sale (Art. 382(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import PositiveMoney, Text


class RevalueForRepeatSale(Command):
    """Revaluation for a repeat sale (Art. 382(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.revalue-for-repeat-sale.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    buyers_demand: Text
    """The demand for the property, as it was found."""


class PropertyRevaluedForRepeatSale(AboutProperty):
    """Revaluation for a repeat sale (Art. 382(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.property-revalued-for-repeat-sale.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    buyers_demand: Text
    """The demand for the property, as it was found."""
