"""Seized cash paid in (Art. 369(5)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class BankSeizedCash(Command):
    """Seized cash paid in (Art. 369(5)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.bank-seized-cash.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""


class SeizedCashBanked(ProceedingEvent):
    """Seized cash paid in (Art. 369(5)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.seized-cash-banked.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
