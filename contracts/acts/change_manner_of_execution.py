"""Manner of execution changed (Art. 211(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar

from pydantic import ConfigDict

from contracts.codelists import CLAIM_TYPES
from contracts.documents import ClaimNumber
from contracts.events.of_proceeding import ProceedingEvent
from contracts.listed import Listed
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class ChangeMannerOfExecution(Command):
    """Manner of execution changed (Art. 211(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.change-manner-of-execution.v1"
    claim: ClaimNumber
    """The number of the claim in the document."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    kind: Annotated[str, Listed(CLAIM_TYPES)]
    """What the claim is for from now on."""
    paper: Paper
    """The paper that shows it."""


class MannerOfExecutionChanged(ProceedingEvent):
    """Manner of execution changed (Art. 211(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.manner-of-execution-changed.v1"
    claim: ClaimNumber
    """The number of the claim in the document."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    kind: Annotated[str, Listed(CLAIM_TYPES)]
    """What the claim is for from now on."""
    paper: Paper
    """The paper that shows it."""
