"""Suspension of an exit restriction extended (Art. 139(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Day


class ExtendExitSuspension(Command):
    """Suspension of an exit restriction extended (Art. 139(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.extend-exit-suspension.v1"
    measure: UUID
    """The identifier of the measure or action."""
    until: Day
    """The last day."""
    basis: Paper
    """The ruling by which the court replaced the party."""
    asked_on: Day | None = None
    """The day on which the extension was asked for, which is in the period; none - the ruling itself is."""


class ExitSuspensionExtended(AboutMeasure):
    """Suspension of an exit restriction extended (Art. 139(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.exit-suspension-extended.v1"
    measure: UUID
    """The identifier of the measure or action."""
    until: Day
    """The last day."""
    basis: Paper
    """The ruling by which the court replaced the party."""
    asked_on: Day | None = None
    """The day on which the extension was asked for, which is in the period; none - the ruling itself is."""
