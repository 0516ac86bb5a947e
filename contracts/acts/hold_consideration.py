"""Consideration held (Art. 367(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command


class HoldConsideration(Command):
    """Consideration held (Art. 367(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.hold-consideration.v1"
    question: UUID
    """The identifier of the question."""
    attended: Literal["nobody", "recoverer", "debtor", "both"]
    """Which parties came."""


class ConsiderationHeld(ProceedingEvent):
    """Consideration held (Art. 367(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.consideration-held.v1"
    question: UUID
    """The identifier of the question."""
    attended: Literal["nobody", "recoverer", "debtor", "both"]
    """Which parties came."""
