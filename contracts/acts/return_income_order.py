"""Document returned by the payer of income (Art. 391(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutIncomeOrder
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PlaceText, PositiveMoney


class ReturnIncomeOrder(Command):
    """Document returned by the payer of income (Art. 391(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.return-income-order.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    cause: Literal["dismissed", "not-employed", "fully-withheld", "recalled"]
    """Why the payer returns the document."""
    paper: Paper
    """The paper that shows it."""
    withheld: PositiveMoney | None = None
    """What the note of the payer says that was withheld in all; left out where nothing was."""
    new_place: PlaceText | None = None
    """Where the debtor works or is paid now, if that is known."""


class IncomeOrderReturned(AboutIncomeOrder):
    """Document returned by the payer of income (Art. 391(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.income-order-returned.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    cause: Literal["dismissed", "not-employed", "fully-withheld", "recalled"]
    """Why the payer returns the document."""
    paper: Paper
    """The paper that shows it."""
    withheld: PositiveMoney | None = None
    """What the note of the payer says that was withheld in all; left out where nothing was."""
    new_place: PlaceText | None = None
    """Where the debtor works or is paid now, if that is known."""
