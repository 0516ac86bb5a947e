"""Recoverer undertakes to perform (Art. 396(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class RecordAcceptanceToPerform(Command):
    """Recoverer undertakes to perform (Art. 396(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-acceptance-to-perform.v1"
    proposal: UUID
    """The identifier of the proposal."""
    estimate: PositiveMoney
    """What the performance is expected to cost."""
    paper: Paper
    """The paper that shows it."""


class PerformanceAccepted(ProceedingEvent):
    """Recoverer undertakes to perform (Art. 396(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.performance-accepted.v1"
    proposal: UUID
    """The identifier of the proposal."""
    estimate: PositiveMoney
    """What the performance is expected to cost."""
    paper: Paper
    """The paper that shows it."""
