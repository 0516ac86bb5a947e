"""Withheld sum returned to the debtor (Art. 394(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutIncomeOrder
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class RecordWithheldReturned(Command):
    """Withheld sum returned to the debtor (Art. 394(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-withheld-returned.v1"
    payday: UUID
    """The identifier of the payment of income to the debtor."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    cause: Literal["exempt-income", "too-much", "nothing-due"]
    """Why the sum was not to be withheld."""
    paper: Paper
    """The paper that shows it."""


class WithheldReturnedToDebtor(AboutIncomeOrder):
    """Withheld sum returned to the debtor (Art. 394(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.withheld-returned-to-debtor.v1"
    payday: UUID
    """The identifier of the payment of income to the debtor."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    cause: Literal["exempt-income", "too-much", "nothing-due"]
    """Why the sum was not to be withheld."""
    paper: Paper
    """The paper that shows it."""
