"""Exchange of held money by the bank (Art. 369(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class ExecuteExchange(Command):
    """Exchange of held money by the bank (Art. 369(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.execute-exchange.v1"
    payment: UUID
    """The identifier of the payment."""
    exchange: UUID
    """The identifier of what the bank gave for the money."""
    given: PositiveMoney
    """What was given to the bank."""
    got: PositiveMoney
    """What the bank gave for it."""
    paper: Paper
    """The paper that shows it."""


class ExchangeExecuted(ProceedingEvent):
    """Exchange of held money by the bank (Art. 369(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.exchange-executed.v1"
    payment: UUID
    """The identifier of the payment."""
    exchange: UUID
    """The identifier of what the bank gave for the money."""
    given: PositiveMoney
    """What was given to the bank."""
    got: PositiveMoney
    """What the bank gave for it."""
    paper: Paper
    """The paper that shows it."""
