"""Disagreement withdrawn (Art. 352(6)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class WithdrawValuationDisagreement(Command):
    """Disagreement withdrawn (Art. 352(6)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.withdraw-valuation-disagreement.v1"
    disagreement: UUID
    """The identifier of the disagreement with the value."""
    paper: Paper
    """The paper that shows it."""


class ValuationDisagreementWithdrawn(AboutProperty):
    """Disagreement withdrawn (Art. 352(6)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.valuation-disagreement-withdrawn.v1"
    disagreement: UUID
    """The identifier of the disagreement with the value."""
    paper: Paper
    """The paper that shows it."""
