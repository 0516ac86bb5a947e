"""Money passed to another enforcement body (Art. 354(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class TransferMoneyToOtherBody(Command):
    """Money passed to another enforcement body (Art. 354(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.transfer-money-to-other-body.v1"
    payment: UUID
    """The identifier of the payment."""
    payout: UUID
    """The identifier of the payout."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""


class MoneyTransferred(ProceedingEvent):
    """Money passed to another enforcement body (Art. 354(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.money-transferred.v1"
    payment: UUID
    """The identifier of the payment."""
    payout: UUID
    """The identifier of the payout."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
