"""No appearance or answer (Art. 345-2(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.registry import Command
from contracts.values import Text


class RecordNonCompliance(Command):
    """No appearance or answer (Art. 345-2(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-non-compliance.v1"
    measure: UUID
    """The identifier of the measure or action."""
    reason: Text
    """Why, without personal data."""


class DemandNotMet(AboutMeasure):
    """No appearance or answer (Art. 345-2(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.demand-not-met.v1"
    measure: UUID
    """The identifier of the measure or action."""
    reason: Text
    """Why, without personal data."""
