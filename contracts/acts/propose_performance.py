"""Proposal to perform at the debtor's expense (Art. 396(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.documents import ClaimNumber
from contracts.events.about import AboutMeasure
from contracts.registry import Command
from contracts.values import Day


class ProposePerformance(Command):
    """Proposal to perform at the debtor's expense (Art. 396(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.propose-performance.v1"
    proposal: UUID
    """The identifier of the proposal."""
    claim: ClaimNumber
    """The number of the claim in the document."""
    measure: UUID
    """The identifier of the measure or action."""
    answer_by: Day
    """Until when the recoverer may answer."""


class PerformanceProposed(AboutMeasure):
    """Proposal to perform at the debtor's expense (Art. 396(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.performance-proposed.v1"
    proposal: UUID
    """The identifier of the proposal."""
    claim: ClaimNumber
    """The number of the claim in the document."""
    measure: UUID
    """The identifier of the measure or action."""
    answer_by: Day
    """Until when the recoverer may answer."""
