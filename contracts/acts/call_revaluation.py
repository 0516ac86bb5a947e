"""Parties called to a revaluation (Art. 382(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import Day


class CallRevaluation(Command):
    """Parties called to a revaluation (Art. 382(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.call-revaluation.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    held_on: Day
    """The day on which it is held."""


class RevaluationCalled(AboutProperty):
    """Parties called to a revaluation (Art. 382(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.revaluation-called.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    held_on: Day
    """The day on which it is held."""
