"""Sale adjourned (Art. 385(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import Day, Text


class AdjournSale(Command):
    """Sale adjourned (Art. 385(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.adjourn-sale.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    held_on: Day
    """The day on which it is held."""
    requests_until: Day
    """The last day of requests."""
    reason: Text
    """Why, without personal data."""


class SaleAdjourned(AboutProperty):
    """Sale adjourned (Art. 385(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.sale-adjourned.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    held_on: Day
    """The day on which it is held."""
    requests_until: Day
    """The last day of requests."""
    reason: Text
    """Why, without personal data."""
