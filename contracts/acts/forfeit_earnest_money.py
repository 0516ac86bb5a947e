"""Earnest money not returned (Art. 385(7)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import Text


class ForfeitEarnestMoney(Command):
    """Earnest money not returned (Art. 385(7)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.forfeit-earnest-money.v1"
    earnest: UUID
    """The identifier of the earnest money."""
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    cause: Literal["unpaid", "not-entitled"]
    """Why the earnest money is not returned."""
    reason: Text
    """Why, without personal data."""
    price_payment: UUID | None = None
    """The payment of the price, of which the earnest money that was set off is a part."""


class EarnestMoneyForfeited(AboutProperty):
    """Earnest money not returned (Art. 385(7)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.earnest-money-forfeited.v1"
    earnest: UUID
    """The identifier of the earnest money."""
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    cause: Literal["unpaid", "not-entitled"]
    """Why the earnest money is not returned."""
    reason: Text
    """Why, without personal data."""
    price_payment: UUID | None = None
    """The payment of the price, of which the earnest money that was set off is a part."""
