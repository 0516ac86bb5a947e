"""Joined to the other proceedings of the debtor (Art. 404).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class ConsolidateProceeding(Command):
    """Joined to the other proceedings of the debtor (Art. 404): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.consolidate-proceeding.v1"
    reason: Text | None = None
    """Why, without personal data."""


class ProceedingConsolidated(ProceedingEvent):
    """Joined to the other proceedings of the debtor (Art. 404): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.proceeding-consolidated.v1"
    reason: Text | None = None
    """Why, without personal data."""
