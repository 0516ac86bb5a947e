"""Question raised (Art. 367(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.codelists import STATUS_REASONS
from contracts.events.of_proceeding import ProceedingEvent
from contracts.listed import Listed
from contracts.recording import Paper
from contracts.registry import Command


class RaiseQuestion(Command):
    """Question raised (Art. 367(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.raise-question.v1"
    question: UUID
    """The identifier of the question."""
    ground: Annotated[str, Listed(STATUS_REASONS)]
    """The ground that is asked about."""
    raised_by: Literal[
        "court-executor",
        "recoverer",
        "debtor",
        "representative",
        "representative-of-recoverer",
        "representative-of-debtor",
        "other-person",
    ]
    """Who asks; the executor on the executor's own initiative. The plea of a representative is that of the party
    represented; `representative` alone says nothing of whom."""
    paper: Paper
    """The paper that shows it."""


class QuestionRaised(ProceedingEvent):
    """Question raised (Art. 367(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.question-raised.v1"
    question: UUID
    """The identifier of the question."""
    ground: Annotated[str, Listed(STATUS_REASONS)]
    """The ground that is asked about."""
    raised_by: Literal[
        "court-executor",
        "recoverer",
        "debtor",
        "representative",
        "representative-of-recoverer",
        "representative-of-debtor",
        "other-person",
    ]
    """Who asks; the executor on the executor's own initiative. The plea of a representative is that of the party
    represented; `representative` alone says nothing of whom."""
    paper: Paper
    """The paper that shows it."""
