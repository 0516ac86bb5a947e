"""Disagreement with the value (Art. 352(6)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class StateValuationDisagreement(Command):
    """Disagreement with the value (Art. 352(6)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.state-valuation-disagreement.v1"
    disagreement: UUID
    """The identifier of the disagreement with the value."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    party: Literal["recoverer", "debtor"]
    """Which party it is."""
    paper: Paper
    """The paper that shows it."""


class ValuationDisagreementStated(AboutProperty):
    """Disagreement with the value (Art. 352(6)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.valuation-disagreement-stated.v1"
    disagreement: UUID
    """The identifier of the disagreement with the value."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    party: Literal["recoverer", "debtor"]
    """Which party it is."""
    paper: Paper
    """The paper that shows it."""
