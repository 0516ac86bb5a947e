"""Postponement of an executive action (Art. 368(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.registry import Command
from contracts.values import Day


class PostponeAction(Command):
    """Postponement of an executive action (Art. 368(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.postpone-action.v1"
    measure: UUID
    """The identifier of the measure or action."""
    until: Day
    """The last day."""


class ActionPostponed(AboutMeasure):
    """Postponement of an executive action (Art. 368(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.action-postponed.v1"
    measure: UUID
    """The identifier of the measure or action."""
    until: Day
    """The last day."""
