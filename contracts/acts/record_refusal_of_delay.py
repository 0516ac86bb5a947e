"""Delay or instalments refused (Art. 368(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class RecordRefusalOfDelay(Command):
    """Delay or instalments refused (Art. 368(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-refusal-of-delay.v1"
    kind: Literal["delay", "instalments"]
    """Whether execution is delayed, or goes by instalments."""
    paper: Paper
    """The paper that shows it."""


class DelayRefused(ProceedingEvent):
    """Delay or instalments refused (Art. 368(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.delay-refused.v1"
    kind: Literal["delay", "instalments"]
    """Whether execution is delayed, or goes by instalments."""
    paper: Paper
    """The paper that shows it."""
