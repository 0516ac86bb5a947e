"""Return of an overpayment refused (Art. 403).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Text


class ContestOverpayment(Command):
    """Return of an overpayment refused (Art. 403): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.contest-overpayment.v1"
    reason: Text
    """Why, without personal data."""
    paper: Paper
    """The paper that shows it."""


class OverpaymentContested(ProceedingEvent):
    """Return of an overpayment refused (Art. 403): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.overpayment-contested.v1"
    reason: Text
    """Why, without personal data."""
    paper: Paper
    """The paper that shows it."""
