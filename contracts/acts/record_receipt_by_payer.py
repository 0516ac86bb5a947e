"""Document received by the payer of income (Art. 391(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutIncomeOrder
from contracts.recording import Paper
from contracts.registry import Command


class RecordReceiptByPayer(Command):
    """Document received by the payer of income (Art. 391(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-receipt-by-payer.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    paper: Paper
    """The paper that shows it."""


class IncomeOrderReceived(AboutIncomeOrder):
    """Document received by the payer of income (Art. 391(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.income-order-received.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    paper: Paper
    """The paper that shows it."""
