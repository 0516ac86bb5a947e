"""Decision on a complaint carried out (Art. 353(10)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class CarryOutComplaintDecision(Command):
    """Decision on a complaint carried out (Art. 353(10)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.carry-out-complaint-decision.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
    done: Text
    """What was done to carry the decision out."""
    act: UUID | None = None
    """The act on record by which it was done, by the id of its command."""


class ComplaintDecisionCarriedOut(ProceedingEvent):
    """Decision on a complaint carried out (Art. 353(10)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.complaint-decision-carried-out.v1"
    complaint: UUID
    """The identifier of the complaint or protest."""
    done: Text
    """What was done to carry the decision out."""
    act: UUID | None = None
    """The act on record by which it was done, by the id of its command."""
