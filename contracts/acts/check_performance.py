"""Check of performance (Art. 396(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.documents import ClaimNumber
from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class CheckPerformance(Command):
    """Check of performance (Art. 396(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.check-performance.v1"
    performance_check: UUID
    """The identifier of the check."""
    claim: ClaimNumber
    """The number of the claim in the document."""
    found: Literal["performed", "performed-in-part", "not-performed"]
    """Whether the demand was found performed."""
    circumstances: Text
    """What was seen and what is missing, without personal data."""


class PerformanceChecked(ProceedingEvent):
    """Check of performance (Art. 396(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.performance-checked.v1"
    performance_check: UUID
    """The identifier of the check."""
    claim: ClaimNumber
    """The number of the claim in the document."""
    found: Literal["performed", "performed-in-part", "not-performed"]
    """Whether the demand was found performed."""
    circumstances: Text
    """What was seen and what is missing, without personal data."""
