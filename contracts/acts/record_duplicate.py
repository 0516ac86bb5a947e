"""Duplicate issued (Art. 332(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutDocument
from contracts.recording import Paper
from contracts.registry import Command


class RecordDuplicate(Command):
    """Duplicate issued (Art. 332(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-duplicate.v1"
    loss: UUID
    """The identifier of the loss."""
    paper: Paper
    """The paper that shows it."""


class DuplicateIssued(AboutDocument):
    """Duplicate issued (Art. 332(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.duplicate-issued.v1"
    loss: UUID
    """The identifier of the loss."""
    paper: Paper
    """The paper that shows it."""
