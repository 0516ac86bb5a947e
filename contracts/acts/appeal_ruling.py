"""Appeal of a ruling (Art. 216(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class AppealRuling(Command):
    """Appeal of a ruling (Art. 216(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.appeal-ruling.v1"
    ruling_appeal: UUID
    """The identifier of the appeal."""
    basis: Paper
    """The ruling by which the court replaced the party."""
    appellant: Literal["recoverer", "debtor", "prosecutor", "interested-person"]
    """Who appeals."""


class RulingAppealed(ProceedingEvent):
    """Appeal of a ruling (Art. 216(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.ruling-appealed.v1"
    ruling_appeal: UUID
    """The identifier of the appeal."""
    basis: Paper
    """The ruling by which the court replaced the party."""
    appellant: Literal["recoverer", "debtor", "prosecutor", "interested-person"]
    """Who appeals."""
