"""Duplicate refused (Art. 332(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutDocument
from contracts.recording import Paper
from contracts.registry import Command


class RecordDuplicateRefused(Command):
    """Duplicate refused (Art. 332(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-duplicate-refused.v1"
    loss: UUID
    """The identifier of the loss."""
    how: Literal["refused", "returned-as-late"]
    """Whether the court refused the duplicate, or returned a request that came too late."""
    paper: Paper
    """The paper that shows it."""


class DuplicateRefused(AboutDocument):
    """Duplicate refused (Art. 332(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.duplicate-refused.v1"
    loss: UUID
    """The identifier of the loss."""
    how: Literal["refused", "returned-as-late"]
    """Whether the court refused the duplicate, or returned a request that came too late."""
    paper: Paper
    """The paper that shows it."""
