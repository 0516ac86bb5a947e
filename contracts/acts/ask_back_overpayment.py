"""Overpayment asked back (Art. 403).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Day, PositiveMoney


class AskBackOverpayment(Command):
    """Overpayment asked back (Art. 403): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.ask-back-overpayment.v1"
    sum: PositiveMoney
    """The sum, more than nothing."""
    answer_by: Day
    """Until when the recoverer may answer."""


class OverpaymentAskedBack(ProceedingEvent):
    """Overpayment asked back (Art. 403): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.overpayment-asked-back.v1"
    sum: PositiveMoney
    """The sum, more than nothing."""
    answer_by: Day
    """Until when the recoverer may answer."""
