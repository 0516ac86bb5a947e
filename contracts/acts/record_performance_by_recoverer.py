"""Performed at the debtor's expense (Art. 396(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class RecordPerformanceByRecoverer(Command):
    """Performed at the debtor's expense (Art. 396(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-performance-by-recoverer.v1"
    proposal: UUID
    """The identifier of the proposal."""
    cost: UUID
    """The identifier of the cost."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""


class PerformedByRecoverer(ProceedingEvent):
    """Performed at the debtor's expense (Art. 396(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.performed-by-recoverer.v1"
    proposal: UUID
    """The identifier of the proposal."""
    cost: UUID
    """The identifier of the cost."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
