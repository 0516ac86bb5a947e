"""Representative admitted (Art. 78(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Code, Day, NameText


class AdmitRepresentative(Command):
    """Representative admitted (Art. 78(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.admit-representative.v1"
    representation: UUID
    """The identifier of the representation."""
    role: Literal["recoverer", "debtor"]
    """Which party is succeeded."""
    person: NameText
    """Name of the person or organization."""
    kind: Literal[
        "advocate",
        "head",
        "employee",
        "legal-representative",
        "close-relative",
        "spouse",
        "liquidation-commission",
        "other",
    ]
    """As what the person represents the party."""
    paper: Paper
    """The paper that shows it."""
    powers: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)] | None = None
    """Actions of Art. 79(1) that the paper names, such as `receive-awarded` or `waive-claims`."""
    until: Day | None = None
    """The last day."""


class RepresentativeAdmitted(ProceedingEvent):
    """Representative admitted (Art. 78(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.representative-admitted.v1"
    representation: UUID
    """The identifier of the representation."""
    role: Literal["recoverer", "debtor"]
    """Which party is succeeded."""
    person: NameText
    """Name of the person or organization."""
    kind: Literal[
        "advocate",
        "head",
        "employee",
        "legal-representative",
        "close-relative",
        "spouse",
        "liquidation-commission",
        "other",
    ]
    """As what the person represents the party."""
    paper: Paper
    """The paper that shows it."""
    powers: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)] | None = None
    """Actions of Art. 79(1) that the paper names, such as `receive-awarded` or `waive-claims`."""
    until: Day | None = None
    """The last day."""
