"""Overpayment written off (Art. 403).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class WriteOffOverpayment(Command):
    """Overpayment written off (Art. 403): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.write-off-overpayment.v1"
    payable: Literal["recoverer-payable", "surplus-payable", "refund-payable"]
    """As what the money is held for its owner."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""


class OverpaymentWrittenOff(ProceedingEvent):
    """Overpayment written off (Art. 403): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.overpayment-written-off.v1"
    payable: Literal["recoverer-payable", "surplus-payable", "refund-payable"]
    """As what the money is held for its owner."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
