"""Unclaimed money transferred to the state (Art. 403).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class TransferUnclaimedToState(Command):
    """Unclaimed money transferred to the state (Art. 403): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.transfer-unclaimed-to-state.v1"
    unclaimed: UUID
    """The identifier of what was put aside."""
    paper: Paper
    """The paper that shows it."""


class UnclaimedTransferred(ProceedingEvent):
    """Unclaimed money transferred to the state (Art. 403): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.unclaimed-transferred.v1"
    unclaimed: UUID
    """The identifier of what was put aside."""
    paper: Paper
    """The paper that shows it."""
