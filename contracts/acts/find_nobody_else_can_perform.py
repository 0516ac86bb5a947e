"""Demand that the debtor alone can perform (Art. 396(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.documents import ClaimNumber
from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class FindNobodyElseCanPerform(Command):
    """Demand that the debtor alone can perform (Art. 396(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.find-nobody-else-can-perform.v1"
    proposal: UUID
    """The identifier of the proposal."""
    claim: ClaimNumber
    """The number of the claim in the document."""
    reason: Text
    """Why, without personal data."""


class PersonalDemandFound(ProceedingEvent):
    """Demand that the debtor alone can perform (Art. 396(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.personal-demand-found.v1"
    proposal: UUID
    """The identifier of the proposal."""
    claim: ClaimNumber
    """The number of the claim in the document."""
    reason: Text
    """Why, without personal data."""
