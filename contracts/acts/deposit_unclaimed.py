"""Unclaimed money put aside (Art. 403).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import PositiveMoney


class DepositUnclaimed(Command):
    """Unclaimed money put aside (Art. 403): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.deposit-unclaimed.v1"
    unclaimed: UUID
    """The identifier of what was put aside."""
    payable: Literal["recoverer-payable", "surplus-payable", "refund-payable"]
    """As what the money is held for its owner."""
    sum: PositiveMoney
    """The sum, more than nothing."""


class UnclaimedDeposited(ProceedingEvent):
    """Unclaimed money put aside (Art. 403): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.unclaimed-deposited.v1"
    unclaimed: UUID
    """The identifier of what was put aside."""
    payable: Literal["recoverer-payable", "surplus-payable", "refund-payable"]
    """As what the money is held for its owner."""
    sum: PositiveMoney
    """The sum, more than nothing."""
