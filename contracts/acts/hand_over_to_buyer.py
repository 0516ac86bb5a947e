"""Property handed to the buyer (Art. 385(8)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command


class HandOverToBuyer(Command):
    """Property handed to the buyer (Art. 385(8)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.hand-over-to-buyer.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    property: UUID
    """The identifier of the arrested property, one for each object."""


class PropertyHandedToBuyer(AboutProperty):
    """Property handed to the buyer (Art. 385(8)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.property-handed-to-buyer.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
