"""Execution confirmed for a return (Art. 335(5)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Code


class ConfirmExecution(Command):
    """Execution confirmed for a return (Art. 335(5)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.confirm-execution.v1"
    reversal: UUID
    """The identifier of the question of reverse of execution."""
    recipients: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    """To whom the copies went."""


class ExecutionConfirmed(ProceedingEvent):
    """Execution confirmed for a return (Art. 335(5)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.execution-confirmed.v1"
    reversal: UUID
    """The identifier of the question of reverse of execution."""
    recipients: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    """To whom the copies went."""
