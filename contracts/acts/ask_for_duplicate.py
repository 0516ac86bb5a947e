"""Presentation for a duplicate (Art. 332(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutDocument
from contracts.recording import Paper
from contracts.registry import Command


class AskForDuplicate(Command):
    """Presentation for a duplicate (Art. 332(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.ask-for-duplicate.v1"
    loss: UUID
    """The identifier of the loss."""
    paper: Paper
    """The paper that shows it."""


class DuplicateRequested(AboutDocument):
    """Presentation for a duplicate (Art. 332(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.duplicate-requested.v1"
    loss: UUID
    """The identifier of the loss."""
    paper: Paper
    """The paper that shows it."""
