"""Proceeding taken up by the other body (Art. 354(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.documents import Executor
from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command


class TakeUpProceeding(Command):
    """Proceeding taken up by the other body (Art. 354(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.take-up-proceeding.v1"
    transfer: UUID
    """The identifier of the transfer."""
    executor: Executor
    """The court executor who has the proceeding from now on."""


class ProceedingTakenUp(ProceedingEvent):
    """Proceeding taken up by the other body (Art. 354(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.proceeding-taken-up.v1"
    transfer: UUID
    """The identifier of the transfer."""
    executor: Executor
    """The court executor who has the proceeding from now on."""
