"""Buyer had no right to take part (Art. 385(7)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class RecordBarredBuyer(Command):
    """Buyer had no right to take part (Art. 385(7)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-barred-buyer.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    paper: Paper
    """The paper that shows it."""


class BarredBuyerFound(AboutProperty):
    """Buyer had no right to take part (Art. 385(7)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.barred-buyer-found.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    paper: Paper
    """The paper that shows it."""
