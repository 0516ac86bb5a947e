"""Document sent to the payer of income (Art. 391(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from contracts.events.about import AboutMeasure
from contracts.registry import Command
from contracts.reversal import ClaimSum
from contracts.values import Code, Party, PositiveMoney


class SendIncomeOrder(Command):
    """Document sent to the payer of income (Art. 391(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.send-income-order.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    measure: UUID
    """The identifier of the measure or action."""
    payer: Party
    """The employer, body or institution that pays the debtor."""
    kinds: Annotated[tuple[Code, ...], Field(min_length=1, max_length=9)]
    """The kinds of income that are levied on."""
    sum: PositiveMoney
    """What is still to be withheld, without the fee."""
    in_other_currencies: tuple[ClaimSum, ...] | None = None
    """Of every claim in another currency than the sum, what of it is still to be withheld, without the fee."""


class IncomeOrderSent(AboutMeasure):
    """Document sent to the payer of income (Art. 391(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.income-order-sent.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    measure: UUID
    """The identifier of the measure or action."""
    payer: Party
    """The employer, body or institution that pays the debtor."""
    kinds: Annotated[tuple[Code, ...], Field(min_length=1, max_length=9)]
    """The kinds of income that are levied on."""
    sum: PositiveMoney
    """What is still to be withheld, without the fee."""
    in_other_currencies: tuple[ClaimSum, ...] | None = None
    """Of every claim in another currency than the sum, what of it is still to be withheld, without the fee."""
