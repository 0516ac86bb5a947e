"""Consideration called (Art. 367(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Day, PlaceText


class CallConsideration(Command):
    """Consideration called (Art. 367(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.call-consideration.v1"
    question: UUID
    """The identifier of the question."""
    considered_on: Day
    """The day on which the question is considered."""
    place: PlaceText
    """Where and at which hour it is considered."""


class ConsiderationCalled(ProceedingEvent):
    """Consideration called (Art. 367(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.consideration-called.v1"
    question: UUID
    """The identifier of the question."""
    considered_on: Day
    """The day on which the question is considered."""
    place: PlaceText
    """Where and at which hour it is considered."""
