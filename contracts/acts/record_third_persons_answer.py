"""Answer of a third person (Art. 375(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Day, PositiveMoney


class RecordThirdPersonsAnswer(Command):
    """Answer of a third person (Art. 375(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-third-persons-answer.v1"
    measure: UUID
    """The identifier of the measure or action."""
    paper: Paper
    """The paper that shows it."""
    owed: PositiveMoney | None = None
    """What the third person owes the debtor."""
    due_on: Day | None = None
    """When it is to be paid."""


class ThirdPersonAnswered(AboutMeasure):
    """Answer of a third person (Art. 375(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.third-person-answered.v1"
    measure: UUID
    """The identifier of the measure or action."""
    paper: Paper
    """The paper that shows it."""
    owed: PositiveMoney | None = None
    """What the third person owes the debtor."""
    due_on: Day | None = None
    """When it is to be paid."""
