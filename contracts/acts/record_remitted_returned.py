"""Remitted costs or fee returned (Art. 402(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.banking import BankOrder
from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import PositiveMoney


class RecordRemittedReturned(Command):
    """Remitted costs or fee returned (Art. 402(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-remitted-returned.v1"
    payable: Literal["costs-payable", "fee-payable"]
    """Whether costs or the fee came back."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    bank_order: BankOrder
    """The payment order by which the money came."""


class RemittedReturned(ProceedingEvent):
    """Remitted costs or fee returned (Art. 402(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.remitted-returned.v1"
    payable: Literal["costs-payable", "fee-payable"]
    """Whether costs or the fee came back."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    bank_order: BankOrder
    """The payment order by which the money came."""
