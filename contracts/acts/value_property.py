"""Value of arrested property (Art. 379(2) ind. 2).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import PositiveMoney


class ValueProperty(Command):
    """Value of arrested property (Art. 379(2) ind. 2): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.value-property.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    source: Literal["arrest-act", "specialist", "appraisal", "expert", "court", "pledge-document"]
    """Who set the value."""
    basis: Literal["residual-cost", "sale-price", "market-price"] | None = None
    """Residual cost or sale price; the market price of place and day where there is neither."""


class PropertyValued(AboutProperty):
    """Value of arrested property (Art. 379(2) ind. 2): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.property-valued.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    source: Literal["arrest-act", "specialist", "appraisal", "expert", "court", "pledge-document"]
    """Who set the value."""
    basis: Literal["residual-cost", "sale-price", "market-price"] | None = None
    """Residual cost or sale price; the market price of place and day where there is neither."""
