"""Liability sought (Art. 396(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.documents import ClaimNumber
from contracts.events.about import AboutMeasure
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import NameText


class SeekLiability(Command):
    """Liability sought (Art. 396(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.seek-liability.v1"
    liability: UUID
    """The identifier of the case."""
    default: Literal["demand-not-performed", "term-missed", "third-person-or-payer", "wilful-official", "bank"]
    """What was not done, and by whom."""
    person: NameText
    """Name of the person or organization."""
    addressee: NameText
    """The body, organization or official it is directed to."""
    paper: Paper
    """The paper that shows it."""
    measure: UUID | None = None
    """The identifier of the measure or action."""
    claim: ClaimNumber | None = None
    """The number of the claim in the document."""
    failure: UUID | None = None
    """The identifier of the failure."""


class LiabilitySought(AboutMeasure):
    """Liability sought (Art. 396(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.liability-sought.v1"
    liability: UUID
    """The identifier of the case."""
    default: Literal["demand-not-performed", "term-missed", "third-person-or-payer", "wilful-official", "bank"]
    """What was not done, and by whom."""
    person: NameText
    """Name of the person or organization."""
    addressee: NameText
    """The body, organization or official it is directed to."""
    paper: Paper
    """The paper that shows it."""
    measure: UUID | None = None
    """The identifier of the measure or action."""
    claim: ClaimNumber | None = None
    """The number of the claim in the document."""
    failure: UUID | None = None
    """The identifier of the failure."""
