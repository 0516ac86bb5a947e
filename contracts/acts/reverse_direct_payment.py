"""Return of a payment past the account (Art. 391(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class ReverseDirectPayment(Command):
    """Return of a payment past the account (Art. 391(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.reverse-direct-payment.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    cause: Literal["returned-to-payer", "exempt-income", "too-much", "nothing-due"]
    """Why what the recoverer received is owed again."""
    paper: Paper
    """The paper that shows it."""


class DirectPaymentReversed(ProceedingEvent):
    """Return of a payment past the account (Art. 391(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.direct-payment-reversed.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    cause: Literal["returned-to-payer", "exempt-income", "too-much", "nothing-due"]
    """Why what the recoverer received is owed again."""
    paper: Paper
    """The paper that shows it."""
