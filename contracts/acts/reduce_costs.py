"""Costs reduced (Art. 353(10)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class ReduceCosts(Command):
    """Costs reduced (Art. 353(10)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.reduce-costs.v1"
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
    complaint: UUID | None = None
    """The identifier of the complaint or protest."""


class CostsReduced(ProceedingEvent):
    """Costs reduced (Art. 353(10)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.costs-reduced.v1"
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
    complaint: UUID | None = None
    """The identifier of the complaint or protest."""
