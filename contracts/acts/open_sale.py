"""Sale begins (Art. 385(5)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import FitsInteger


class OpenSale(Command):
    """Sale begins (Art. 385(5)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.open-sale.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    participants: Annotated[int, Field(ge=0, le=1000), FitsInteger]
    """How many asked and paid, or came."""


class SaleOpened(AboutProperty):
    """Sale begins (Art. 385(5)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.sale-opened.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    participants: Annotated[int, Field(ge=0, le=1000), FitsInteger]
    """How many asked and paid, or came."""
