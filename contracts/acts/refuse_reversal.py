"""Reverse of execution refused (Art. 335(4)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class RefuseReversal(Command):
    """Reverse of execution refused (Art. 335(4)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.refuse-reversal.v1"
    reversal: UUID
    """The identifier of the question of reverse of execution."""
    paper: Paper
    """The paper that shows it."""


class ReversalRefused(ProceedingEvent):
    """Reverse of execution refused (Art. 335(4)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.reversal-refused.v1"
    reversal: UUID
    """The identifier of the question of reverse of execution."""
    paper: Paper
    """The paper that shows it."""
