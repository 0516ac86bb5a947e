"""Ruling on delay or instalments (Art. 368(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.recording import Paper
from contracts.registry import Command, Event
from contracts.values import Day


class RecordRulingOnDelay(Command):
    """Ruling on delay or instalments (Art. 368(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-ruling-on-delay.v1"
    court_delay: UUID
    """The identifier of the petition for delay or instalments."""
    basis: Paper
    """The ruling by which the court replaced the party."""
    outcome: Literal["delay", "instalments", "refused"]
    """What the court granted, or that it refused."""
    until: Day | None = None
    """The last day."""


class RulingOnDelayRecorded(Event):
    """Ruling on delay or instalments (Art. 368(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.ruling-on-delay-recorded.v1"
    court_delay: UUID
    """The identifier of the petition for delay or instalments."""
    basis: Paper
    """The ruling by which the court replaced the party."""
    outcome: Literal["delay", "instalments", "refused"]
    """What the court granted, or that it refused."""
    until: Day | None = None
    """The last day."""
