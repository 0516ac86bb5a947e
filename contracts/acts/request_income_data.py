"""Question to a payer of income (Art. 390(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Day, Party


class RequestIncomeData(Command):
    """Question to a payer of income (Art. 390(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.request-income-data.v1"
    income_inquiry: UUID
    """The identifier of the question, one for each payer that is asked."""
    payer: Party
    """The employer, body or institution that pays the debtor."""
    until: Day
    """The last day for the answer, which the executor sets."""


class IncomeDataRequested(ProceedingEvent):
    """Question to a payer of income (Art. 390(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.income-data-requested.v1"
    income_inquiry: UUID
    """The identifier of the question, one for each payer that is asked."""
    payer: Party
    """The employer, body or institution that pays the debtor."""
    until: Day
    """The last day for the answer, which the executor sets."""
