"""Purchase registered (Art. 385(9)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class RecordPurchaseRegistration(Command):
    """Purchase registered (Art. 385(9)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-purchase-registration.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    paper: Paper
    """The paper that shows it."""


class PurchaseRegistered(AboutProperty):
    """Purchase registered (Art. 385(9)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.purchase-registered.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    paper: Paper
    """The paper that shows it."""
