"""Statement on reverse of execution (Art. 335(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command


class AskForReversal(Command):
    """Statement on reverse of execution (Art. 335(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.ask-for-reversal.v1"
    reversal: UUID
    """The identifier of the question of reverse of execution."""


class ReversalAsked(ProceedingEvent):
    """Statement on reverse of execution (Art. 335(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.reversal-asked.v1"
    reversal: UUID
    """The identifier of the question of reverse of execution."""
