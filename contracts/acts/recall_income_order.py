"""Document recalled from the payer of income (Art. 365(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutIncomeOrder
from contracts.recording import Paper
from contracts.registry import Command


class RecallIncomeOrder(Command):
    """Document recalled from the payer of income (Art. 365(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.recall-income-order.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    cause: Literal[
        "fulfilled",
        "terminated",
        "returned-to-recoverer",
        "levy-cancelled",
        "recovery-waived",
        "document-cancelled",
        "other-law",
    ]
    """Why the payer is to withhold no more."""
    paper: Paper
    """The paper that shows it."""


class IncomeOrderRecalled(AboutIncomeOrder):
    """Document recalled from the payer of income (Art. 365(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.income-order-recalled.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    cause: Literal[
        "fulfilled",
        "terminated",
        "returned-to-recoverer",
        "levy-cancelled",
        "recovery-waived",
        "document-cancelled",
        "other-law",
    ]
    """Why the payer is to withhold no more."""
    paper: Paper
    """The paper that shows it."""
