"""Claim to strike property from the inventory (Art. 362(1) ind. 5).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class FileInventoryClaim(Command):
    """Claim to strike property from the inventory (Art. 362(1) ind. 5): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.file-inventory-claim.v1"
    release_claim: UUID
    """The identifier of the claim."""
    inventory_act: UUID
    """The identifier of the inventory."""
    paper: Paper
    """The paper that shows it."""
    property: UUID | None = None
    """The identifier of the arrested property, one for each object."""
    named_thing: UUID | None = None
    """The identifier of the thing, one for each."""


class InventoryClaimFiled(AboutProperty):
    """Claim to strike property from the inventory (Art. 362(1) ind. 5): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.inventory-claim-filed.v1"
    release_claim: UUID
    """The identifier of the claim."""
    inventory_act: UUID
    """The identifier of the inventory."""
    paper: Paper
    """The paper that shows it."""
    property: UUID | None = None
    """The identifier of the arrested property, one for each object."""
    named_thing: UUID | None = None
    """The identifier of the thing, one for each."""
