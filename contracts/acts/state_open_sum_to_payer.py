"""Open sum stated to the payer of income (Art. 391(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutIncomeOrder
from contracts.registry import Command
from contracts.reversal import ClaimSum
from contracts.values import PositiveMoney


class StateOpenSumToPayer(Command):
    """Open sum stated to the payer of income (Art. 391(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.state-open-sum-to-payer.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    sum: PositiveMoney
    """What is still to be withheld, without the fee."""
    in_other_currencies: tuple[ClaimSum, ...] | None = None
    """Of every claim in another currency than the sum, what of it is still to be withheld, without the fee."""


class OpenSumStated(AboutIncomeOrder):
    """Open sum stated to the payer of income (Art. 391(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.open-sum-stated.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    sum: PositiveMoney
    """What is still to be withheld, without the fee."""
    in_other_currencies: tuple[ClaimSum, ...] | None = None
    """Of every claim in another currency than the sum, what of it is still to be withheld, without the fee."""
