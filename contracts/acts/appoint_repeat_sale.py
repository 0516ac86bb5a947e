"""Repeat sale appointed (Art. 388(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import Day, PlaceText, PositiveMoney, Text


class AppointRepeatSale(Command):
    """Repeat sale appointed (Art. 388(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.appoint-repeat-sale.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    form: Literal["public", "electronic"]
    """How it is held."""
    held_on: Day
    """The day on which it is held."""
    requests_until: Day
    """The last day of requests."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    earnest_money: PositiveMoney
    """The earnest money that is asked."""
    held_at: PlaceText | None = None
    """Where the sale is held and where the property is, without personal data (Art. 384(3))."""
    encumbrances: Text | None = None
    """Pledges and other encumbrances; none: none is known (Art. 384(3))."""
    earnest_terms: Text | None = None
    """The account, the order and the last day for the earnest money (Art. 384(3))."""


class RepeatSaleAppointed(AboutProperty):
    """Repeat sale appointed (Art. 388(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.repeat-sale-appointed.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    form: Literal["public", "electronic"]
    """How it is held."""
    held_on: Day
    """The day on which it is held."""
    requests_until: Day
    """The last day of requests."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    earnest_money: PositiveMoney
    """The earnest money that is asked."""
    held_at: PlaceText | None = None
    """Where the sale is held and where the property is, without personal data (Art. 384(3))."""
    encumbrances: Text | None = None
    """Pledges and other encumbrances; none: none is known (Art. 384(3))."""
    earnest_terms: Text | None = None
    """The account, the order and the last day for the earnest money (Art. 384(3))."""
