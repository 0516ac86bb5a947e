"""Sale not worth its cost (Art. 381(4)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import PositiveMoney


class DeclareSaleUnviable(Command):
    """Sale not worth its cost (Art. 381(4)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.declare-sale-unviable.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    expenses: PositiveMoney
    """The costs of a sale that are foreseen."""


class SaleDeclaredUnviable(AboutProperty):
    """Sale not worth its cost (Art. 381(4)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.sale-declared-unviable.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    expenses: PositiveMoney
    """The costs of a sale that are foreseen."""
