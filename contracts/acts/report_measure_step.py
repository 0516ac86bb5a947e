"""Measure carried out by its addressee (Art. 348(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.recording import Paper
from contracts.registry import Command


class ReportMeasureStep(Command):
    """Measure carried out by its addressee (Art. 348(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.report-measure-step.v1"
    measure: UUID
    """The identifier of the measure or action."""
    status: Literal["in-force", "performed", "not-performed"]
    """Whether its addressee carries it out, has carried it out, or cannot."""
    paper: Paper
    """The paper that shows it."""


class MeasureStepReported(AboutMeasure):
    """Measure carried out by its addressee (Art. 348(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.measure-step-reported.v1"
    measure: UUID
    """The identifier of the measure or action."""
    status: Literal["in-force", "performed", "not-performed"]
    """Whether its addressee carries it out, has carried it out, or cannot."""
    paper: Paper
    """The paper that shows it."""
