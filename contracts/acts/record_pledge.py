"""Pledge of arrested property (Art. 372(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command
from contracts.reversal import ClaimSum
from contracts.values import PositiveMoney, ProceedingNumber


class RecordPledge(Command):
    """Pledge of arrested property (Art. 372(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-pledge.v1"
    pledge: UUID
    """The identifier of the pledge."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    pledged_to_recoverer: bool
    """Whether the recoverer holds the pledge."""
    paper: Paper
    """The paper that shows it."""
    secured: PositiveMoney | None = None
    """What is owed of the claims that the pledge secures; none: it secures all of them."""
    secured_claims: tuple[ClaimSum, ...] | None = None
    """How much of each claim the pledge secures; what is repaid of it later is not set off once more."""
    secured_in: ProceedingNumber | None = None
    """The proceeding of another pledgeholder whose claims it secures: out of the price they come before others."""


class PledgeRecorded(AboutProperty):
    """Pledge of arrested property (Art. 372(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.pledge-recorded.v1"
    pledge: UUID
    """The identifier of the pledge."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    pledged_to_recoverer: bool
    """Whether the recoverer holds the pledge."""
    paper: Paper
    """The paper that shows it."""
    secured: PositiveMoney | None = None
    """What is owed of the claims that the pledge secures; none: it secures all of them."""
    secured_claims: tuple[ClaimSum, ...] | None = None
    """How much of each claim the pledge secures; what is repaid of it later is not set off once more."""
    secured_in: ProceedingNumber | None = None
    """The proceeding of another pledgeholder whose claims it secures: out of the price they come before others."""
