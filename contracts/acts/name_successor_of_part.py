"""Succession in a part of the claims (Art. 62(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.documents import ClaimNumber
from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.reversal import ClaimSum
from contracts.values import Party


class NameSuccessorOfPart(Command):
    """Succession in a part of the claims (Art. 62(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.name-successor-of-part.v1"
    role: Literal["recoverer", "debtor"]
    """Which party is succeeded."""
    successor: Party
    """The person who takes the place of the party, or has a part of the claims."""
    claims: tuple[ClaimSum, ...]
    """By how much each claim falls, or what of it passes."""
    basis: Paper
    """The ruling by which the court replaced the party."""
    fallen: ClaimNumber | None = None
    """A claim that is not for money and falls away as a whole; none: only sums fall."""


class SuccessorOfPartNamed(ProceedingEvent):
    """Succession in a part of the claims (Art. 62(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.successor-of-part-named.v1"
    role: Literal["recoverer", "debtor"]
    """Which party is succeeded."""
    successor: Party
    """The person who takes the place of the party, or has a part of the claims."""
    claims: tuple[ClaimSum, ...]
    """By how much each claim falls, or what of it passes."""
    basis: Paper
    """The ruling by which the court replaced the party."""
    fallen: ClaimNumber | None = None
    """A claim that is not for money and falls away as a whole; none: only sums fall."""
