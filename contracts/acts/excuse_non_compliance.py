"""Valid reason shown (Art. 345-2(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.recording import Paper
from contracts.registry import Command


class ExcuseNonCompliance(Command):
    """Valid reason shown (Art. 345-2(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.excuse-non-compliance.v1"
    measure: UUID
    """The identifier of the measure or action."""
    paper: Paper
    """The paper that shows it."""


class NonComplianceExcused(AboutMeasure):
    """Valid reason shown (Art. 345-2(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.non-compliance-excused.v1"
    measure: UUID
    """The identifier of the measure or action."""
    paper: Paper
    """The paper that shows it."""
