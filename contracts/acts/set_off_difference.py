"""Difference becomes a payment (Art. 383(9)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command


class SetOffDifference(Command):
    """Difference becomes a payment (Art. 383(9)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.set-off-difference.v1"
    paid_difference: UUID
    """The identifier of the difference that was paid."""


class DifferenceSetOff(ProceedingEvent):
    """Difference becomes a payment (Art. 383(9)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.difference-set-off.v1"
    paid_difference: UUID
    """The identifier of the difference that was paid."""
