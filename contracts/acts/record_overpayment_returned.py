"""Overpayment returned (Art. 403).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar

from pydantic import ConfigDict

from contracts.banking import BankOrder
from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import PositiveMoney


class RecordOverpaymentReturned(Command):
    """Overpayment returned (Art. 403): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-overpayment-returned.v1"
    sum: PositiveMoney
    """The sum, more than nothing."""
    bank_order: BankOrder
    """The payment order by which the money came."""


class OverpaymentReturned(ProceedingEvent):
    """Overpayment returned (Art. 403): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.overpayment-returned.v1"
    sum: PositiveMoney
    """The sum, more than nothing."""
    bank_order: BankOrder
    """The payment order by which the money came."""
