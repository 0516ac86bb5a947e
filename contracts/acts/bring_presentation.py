"""Presentation to the court (Art. 327(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class BringPresentation(Command):
    """Presentation to the court (Art. 327(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.bring-presentation.v1"
    presentation: UUID
    """The identifier of the presentation."""
    subject: Literal[
        "explanation-of-the-act",
        "correction-of-the-document",
        "succession",
        "delay-or-instalments",
        "change-of-the-way-of-execution",
        "other",
    ]
    """What the court is asked to decide."""
    paper: Paper
    """The paper that shows it."""


class PresentationBrought(ProceedingEvent):
    """Presentation to the court (Art. 327(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.presentation-brought.v1"
    presentation: UUID
    """The identifier of the presentation."""
    subject: Literal[
        "explanation-of-the-act",
        "correction-of-the-document",
        "succession",
        "delay-or-instalments",
        "change-of-the-way-of-execution",
        "other",
    ]
    """What the court is asked to decide."""
    paper: Paper
    """The paper that shows it."""
