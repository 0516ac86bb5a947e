"""Act of valuation handed over (Art. 352(6)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command


class HandOverValuationAct(Command):
    """Act of valuation handed over (Art. 352(6)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.hand-over-valuation-act.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    party: Literal["recoverer", "debtor"]
    """Which party it is."""


class ValuationActHandedOver(AboutProperty):
    """Act of valuation handed over (Art. 352(6)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.valuation-act-handed-over.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    party: Literal["recoverer", "debtor"]
    """Which party it is."""
