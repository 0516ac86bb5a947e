"""Amicable agreement before the court (Art. 345(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class SubmitAmicableAgreement(Command):
    """Amicable agreement before the court (Art. 345(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.submit-amicable-agreement.v1"
    agreement: UUID
    """The identifier of the agreement."""
    paper: Paper
    """The paper that shows it."""
    represented: Literal["recoverer", "debtor", "both"] | None = None
    """Which party concluded it by a representative; none: each did in person."""


class AmicableAgreementSubmitted(ProceedingEvent):
    """Amicable agreement before the court (Art. 345(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.amicable-agreement-submitted.v1"
    agreement: UUID
    """The identifier of the agreement."""
    paper: Paper
    """The paper that shows it."""
    represented: Literal["recoverer", "debtor", "both"] | None = None
    """Which party concluded it by a representative; none: each did in person."""
