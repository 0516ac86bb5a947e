"""Appearance or answer (Art. 345(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.registry import Command
from contracts.values import Text


class RecordCompliance(Command):
    """Appearance or answer (Art. 345(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-compliance.v1"
    measure: UUID
    """The identifier of the measure or action."""
    note: Text | None = None
    """What else is to be said, without personal data."""


class DemandMet(AboutMeasure):
    """Appearance or answer (Art. 345(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.demand-met.v1"
    measure: UUID
    """The identifier of the measure or action."""
    note: Text | None = None
    """What else is to be said, without personal data."""
