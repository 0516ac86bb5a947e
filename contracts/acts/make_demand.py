"""Demand of the executor (Art. 342(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Day, NameText, Text


class MakeDemand(Command):
    """Demand of the executor (Art. 342(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.make-demand.v1"
    demand: UUID
    """The identifier of the demand."""
    addressee: NameText
    """The body, organization or official it is directed to."""
    demanded: Text
    """What is to be done, without personal data."""
    due: Day
    """The last day for it, which the executor sets."""
    norm: Text
    """The norm it rests on."""


class DemandMade(ProceedingEvent):
    """Demand of the executor (Art. 342(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.demand-made.v1"
    demand: UUID
    """The identifier of the demand."""
    addressee: NameText
    """The body, organization or official it is directed to."""
    demanded: Text
    """What is to be done, without personal data."""
    due: Day
    """The last day for it, which the executor sets."""
    norm: Text
    """The norm it rests on."""
