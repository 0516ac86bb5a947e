"""Ruling on an amicable agreement (Art. 123(7)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class RecordRulingOnAgreement(Command):
    """Ruling on an amicable agreement (Art. 123(7)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-ruling-on-agreement.v1"
    agreement: UUID
    """The identifier of the agreement."""
    outcome: Literal["granted", "refused"]
    """Whether it was granted."""
    paper: Paper
    """The paper that shows it."""


class AgreementRuledOn(ProceedingEvent):
    """Ruling on an amicable agreement (Art. 123(7)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.agreement-ruled-on.v1"
    agreement: UUID
    """The identifier of the agreement."""
    outcome: Literal["granted", "refused"]
    """Whether it was granted."""
    paper: Paper
    """The paper that shows it."""
