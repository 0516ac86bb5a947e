"""Court order on return issued (Art. 335(5)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class RecordReturnOrder(Command):
    """Court order on return issued (Art. 335(5)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-return-order.v1"
    reversal: UUID
    """The identifier of the question of reverse of execution."""
    paper: Paper
    """The paper that shows it."""


class ReturnOrderIssued(ProceedingEvent):
    """Court order on return issued (Art. 335(5)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.return-order-issued.v1"
    reversal: UUID
    """The identifier of the question of reverse of execution."""
    paper: Paper
    """The paper that shows it."""
