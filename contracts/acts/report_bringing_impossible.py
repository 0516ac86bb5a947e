"""Bringing impossible (Art. 345-2(4)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Text


class ReportBringingImpossible(Command):
    """Bringing impossible (Art. 345-2(4)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.report-bringing-impossible.v1"
    measure: UUID
    """The identifier of the measure or action."""
    reason: Text
    """Why, without personal data."""
    paper: Paper
    """The paper that shows it."""


class BringingImpossible(AboutMeasure):
    """Bringing impossible (Art. 345-2(4)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.bringing-impossible.v1"
    measure: UUID
    """The identifier of the measure or action."""
    reason: Text
    """Why, without personal data."""
    paper: Paper
    """The paper that shows it."""
