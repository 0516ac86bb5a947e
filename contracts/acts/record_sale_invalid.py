"""Sale declared invalid (Art. 387(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class RecordSaleInvalid(Command):
    """Sale declared invalid (Art. 387(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-sale-invalid.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    paper: Paper
    """The paper that shows it."""


class SaleInvalidated(AboutProperty):
    """Sale declared invalid (Art. 387(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.sale-invalidated.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    paper: Paper
    """The paper that shows it."""
    sold_anew: bool | None = None
    """Whether the property goes back to be sold anew; none: not stated."""
