"""Inventory of property (Art. 379(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class DrawUpInventory(Command):
    """Inventory of property (Art. 379(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.draw-up-inventory.v1"
    inventory_act: UUID
    """The identifier of the inventory."""
    object: Text
    """What it is and how it is recognized, without personal data."""


class InventoryDrawnUp(ProceedingEvent):
    """Inventory of property (Art. 379(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.inventory-drawn-up.v1"
    inventory_act: UUID
    """The identifier of the inventory."""
    object: Text
    """What it is and how it is recognized, without personal data."""
