"""Difference paid by the recoverer (Art. 383(9)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class ReceiveDifference(Command):
    """Difference paid by the recoverer (Art. 383(9)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.receive-difference.v1"
    paid_difference: UUID
    """The identifier of the difference that was paid."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""


class DifferenceReceived(AboutProperty):
    """Difference paid by the recoverer (Art. 383(9)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.difference-received.v1"
    paid_difference: UUID
    """The identifier of the difference that was paid."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
