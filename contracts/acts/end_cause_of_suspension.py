"""The cause of a suspension ended (Art. 364(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict

from contracts.codelists import STATUS_REASONS
from contracts.events.of_proceeding import ProceedingEvent
from contracts.listed import Listed
from contracts.recording import Paper
from contracts.registry import Command


class EndCauseOfSuspension(Command):
    """The cause of a suspension ended (Art. 364(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.end-cause-of-suspension.v1"
    ground: Annotated[str, Listed(STATUS_REASONS)]
    """The ground of the suspension that ended."""
    outcome: Literal["ended", "document-cancelled", "bankruptcy-opened", "agreement-approved", "no-succession"]
    """How the circumstance ended."""
    paper: Paper
    """The paper that shows it."""


class CauseOfSuspensionEnded(ProceedingEvent):
    """The cause of a suspension ended (Art. 364(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.cause-of-suspension-ended.v1"
    ground: Annotated[str, Listed(STATUS_REASONS)]
    """The ground of the suspension that ended."""
    outcome: Literal["ended", "document-cancelled", "bankruptcy-opened", "agreement-approved", "no-succession"]
    """How the circumstance ended."""
    paper: Paper
    """The paper that shows it."""
