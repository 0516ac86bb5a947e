"""Brought to liability (Art. 396(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Text


class RecordLiability(Command):
    """Brought to liability (Art. 396(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-liability.v1"
    liability: UUID
    """The identifier of the case."""
    sanction: Text
    """What was imposed."""
    paper: Paper
    """The paper that shows it."""


class LiabilityRecorded(ProceedingEvent):
    """Brought to liability (Art. 396(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.liability-recorded.v1"
    liability: UUID
    """The identifier of the case."""
    sanction: Text
    """What was imposed."""
    paper: Paper
    """The paper that shows it."""
