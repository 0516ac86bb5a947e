"""Paper served (Art. 142(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class ServePaper(Command):
    """Paper served (Art. 142(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.serve-paper.v1"
    dispatch: UUID
    """The identifier of what was sent."""
    ground: Literal["received", "refused", "not-collected", "absent", "moved-unreported"]
    """Why the addressee counts as informed."""
    paper: Paper
    """The paper that shows it."""


class PaperServed(ProceedingEvent):
    """Paper served (Art. 142(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.paper-served.v1"
    dispatch: UUID
    """The identifier of what was sent."""
    ground: Literal["received", "refused", "not-collected", "absent", "moved-unreported"]
    """Why the addressee counts as informed."""
    paper: Paper
    """The paper that shows it."""
