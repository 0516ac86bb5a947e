"""Representation ended (Art. 78(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command


class EndRepresentation(Command):
    """Representation ended (Art. 78(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.end-representation.v1"
    representation: UUID
    """The identifier of the representation."""
    how: Literal["withdrawn", "given-up", "run-out", "barred"]
    """Why the person represents the party no more."""


class RepresentationEnded(ProceedingEvent):
    """Representation ended (Art. 78(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.representation-ended.v1"
    representation: UUID
    """The identifier of the representation."""
    how: Literal["withdrawn", "given-up", "run-out", "barred"]
    """Why the person represents the party no more."""
