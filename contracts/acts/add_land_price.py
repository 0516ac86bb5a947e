"""Price of the land added (Art. 352(4)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class AddLandPrice(Command):
    """Price of the land added (Art. 352(4)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.add-land-price.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
    expenses: PositiveMoney | None = None
    """The costs of a sale that are foreseen."""


class LandPriceAdded(AboutProperty):
    """Price of the land added (Art. 352(4)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.land-price-added.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
    expenses: PositiveMoney | None = None
    """The costs of a sale that are foreseen."""
