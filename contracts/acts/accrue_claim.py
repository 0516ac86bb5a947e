"""Claim grown (Art. 337(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar

from pydantic import ConfigDict

from contracts.documents import ClaimNumber
from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import PositiveMoney, Text


class AccrueClaim(Command):
    """Claim grown (Art. 337(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.accrue-claim.v1"
    claim: ClaimNumber
    """The number of the claim in the document."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    accrued_for: Text
    """The period or the payment that it falls due for."""


class ClaimAccrued(ProceedingEvent):
    """Claim grown (Art. 337(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.claim-accrued.v1"
    claim: ClaimNumber
    """The number of the claim in the document."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    accrued_for: Text
    """The period or the payment that it falls due for."""
