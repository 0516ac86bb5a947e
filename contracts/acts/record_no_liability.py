"""Not brought to liability (Art. 396(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class RecordNoLiability(Command):
    """Not brought to liability (Art. 396(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-no-liability.v1"
    liability: UUID
    """The identifier of the case."""
    why: Literal["reasons-valid", "no-sanction"]
    """Whether the reasons of the default were found valid, or no sanction was imposed."""
    paper: Paper
    """The paper that shows it."""


class LiabilityRejected(ProceedingEvent):
    """Not brought to liability (Art. 396(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.liability-rejected.v1"
    liability: UUID
    """The identifier of the case."""
    why: Literal["reasons-valid", "no-sanction"]
    """Whether the reasons of the default were found valid, or no sanction was imposed."""
    paper: Paper
    """The paper that shows it."""
