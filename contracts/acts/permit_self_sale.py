"""Permission to sell (Art. 381(5)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import Day, PositiveMoney


class PermitSelfSale(Command):
    """Permission to sell (Art. 381(5)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.permit-self-sale.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    until: Day
    """The last day."""
    least_price: PositiveMoney
    """The least price at which the debtor may sell."""


class SelfSalePermitted(AboutProperty):
    """Permission to sell (Art. 381(5)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.self-sale-permitted.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    until: Day
    """The last day."""
    least_price: PositiveMoney
    """The least price at which the debtor may sell."""
