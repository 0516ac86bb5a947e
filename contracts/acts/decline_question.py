"""Refusal to suspend or to end (Art. 367(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class DeclineQuestion(Command):
    """Refusal to suspend or to end (Art. 367(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.decline-question.v1"
    question: UUID
    """The identifier of the question."""
    reason: Text
    """Why, without personal data."""


class QuestionDeclined(ProceedingEvent):
    """Refusal to suspend or to end (Art. 367(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.question-declined.v1"
    question: UUID
    """The identifier of the question."""
    reason: Text
    """Why, without personal data."""
