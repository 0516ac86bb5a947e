"""Delay or instalments granted (Art. 368(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.instalments import Schedule
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Day


class RecordGrantOfDelay(Command):
    """Delay or instalments granted (Art. 368(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-grant-of-delay.v1"
    delay: UUID
    """The identifier of the delay."""
    kind: Literal["delay", "instalments"]
    """Whether execution is delayed, or goes by instalments."""
    granted_by: Literal["court", "state-body", "legislation"]
    """Who granted it."""
    until: Day
    """The last day."""
    paper: Paper
    """The paper that shows it."""
    schedule: Schedule | None = None
    """The days of the instalments and their sums."""


class DelayGranted(ProceedingEvent):
    """Delay or instalments granted (Art. 368(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.delay-granted.v1"
    delay: UUID
    """The identifier of the delay."""
    kind: Literal["delay", "instalments"]
    """Whether execution is delayed, or goes by instalments."""
    granted_by: Literal["court", "state-body", "legislation"]
    """Who granted it."""
    until: Day
    """The last day."""
    paper: Paper
    """The paper that shows it."""
    schedule: Schedule | None = None
    """The days of the instalments and their sums."""
