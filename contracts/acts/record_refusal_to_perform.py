"""Recoverer does not undertake to perform (Art. 396(4)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class RecordRefusalToPerform(Command):
    """Recoverer does not undertake to perform (Art. 396(4)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-refusal-to-perform.v1"
    proposal: UUID
    """The identifier of the proposal."""
    refused_by: Literal["statement", "silence"]
    """Whether the recoverer said so, or did not answer a reminder."""
    paper: Paper
    """The paper that shows it."""


class PerformanceRefused(ProceedingEvent):
    """Recoverer does not undertake to perform (Art. 396(4)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.performance-refused.v1"
    proposal: UUID
    """The identifier of the proposal."""
    refused_by: Literal["statement", "silence"]
    """Whether the recoverer said so, or did not answer a reminder."""
    paper: Paper
    """The paper that shows it."""
