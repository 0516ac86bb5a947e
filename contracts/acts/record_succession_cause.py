"""Party drops out or right passes (Art. 62(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class RecordSuccessionCause(Command):
    """Party drops out or right passes (Art. 62(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-succession-cause.v1"
    role: Literal["recoverer", "debtor"]
    """Which party is succeeded."""
    cause: Literal["reorganisation", "death", "assignment", "debt-transfer", "other"]
    """Why another person takes the place of the party."""
    paper: Paper
    """The paper that shows it."""


class SuccessionCauseRecorded(ProceedingEvent):
    """Party drops out or right passes (Art. 62(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.succession-cause-recorded.v1"
    role: Literal["recoverer", "debtor"]
    """Which party is succeeded."""
    cause: Literal["reorganisation", "death", "assignment", "debt-transfer", "other"]
    """Why another person takes the place of the party."""
    paper: Paper
    """The paper that shows it."""
