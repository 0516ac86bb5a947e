"""Demand fulfilled (Art. 342(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command


class RecordDemandFulfilled(Command):
    """Demand fulfilled (Art. 342(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-demand-fulfilled.v1"
    demand: UUID
    """The identifier of the demand."""


class DemandFulfilled(ProceedingEvent):
    """Demand fulfilled (Art. 342(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.demand-fulfilled.v1"
    demand: UUID
    """The identifier of the demand."""
