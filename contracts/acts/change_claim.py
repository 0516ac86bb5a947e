"""Recovery ended in part (Art. 334(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.documents import ClaimNumber
from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.reversal import ClaimSum


class ChangeClaim(Command):
    """Recovery ended in part (Art. 334(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.change-claim.v1"
    claims: tuple[ClaimSum, ...]
    """By how much each claim falls, or what of it passes."""
    paper: Paper
    """The paper that shows it."""
    fallen: ClaimNumber | None = None
    """A claim that is not for money and falls away as a whole; none: only sums fall."""
    cause: Literal["judgment-changed", "waiver"] | None = None
    """Whether the court ended it, or the recoverer waived it; none: the court did."""
    waived_by: Literal["recoverer", "representative"] | None = None
    """Who waived a part, the recoverer or a representative; none: the recoverer."""


class RecoveryEndedInPart(ProceedingEvent):
    """Recovery ended in part (Art. 334(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.recovery-ended-in-part.v1"
    claims: tuple[ClaimSum, ...]
    """By how much each claim falls, or what of it passes."""
    paper: Paper
    """The paper that shows it."""
    fallen: ClaimNumber | None = None
    """A claim that is not for money and falls away as a whole; none: only sums fall."""
    cause: Literal["judgment-changed", "waiver"] | None = None
    """Whether the court ended it, or the recoverer waived it; none: the court did."""
    waived_by: Literal["recoverer", "representative"] | None = None
    """Who waived a part, the recoverer or a representative; none: the recoverer."""
