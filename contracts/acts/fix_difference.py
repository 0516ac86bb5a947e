"""Difference fixed before a transfer (Art. 383(9)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import PositiveMoney


class FixDifference(Command):
    """Difference fixed before a transfer (Art. 383(9)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.fix-difference.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    other_debts: PositiveMoney | None = None
    """What else the debtor owes this recoverer: in other initiated proceedings, and in other currencies."""
    difference: PositiveMoney | None = None
    """What the recoverer pays before the transfer; none: the debts take up the whole value."""
    pledge: UUID | None = None
    """The identifier of the pledge."""


class DifferenceFixed(AboutProperty):
    """Difference fixed before a transfer (Art. 383(9)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.difference-fixed.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    other_debts: PositiveMoney | None = None
    """What else the debtor owes this recoverer: in other initiated proceedings, and in other currencies."""
    difference: PositiveMoney | None = None
    """What the recoverer pays before the transfer; none: the debts take up the whole value."""
    pledge: UUID | None = None
    """The identifier of the pledge."""
