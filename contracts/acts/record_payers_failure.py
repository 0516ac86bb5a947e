"""Failure of a payer of income (Art. 398(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutIncomeOrder
from contracts.registry import Command
from contracts.values import Text


class RecordPayersFailure(Command):
    """Failure of a payer of income (Art. 398(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-payers-failure.v1"
    failure: UUID
    """The identifier of the failure."""
    kind: Literal["no-answer", "no-deductions", "not-remitted", "not-returned"]
    """Which demand of Art. 390 and 391 the payer did not meet."""
    circumstances: Text
    """What happened, without personal data."""
    income_inquiry: UUID | None = None
    """The identifier of the question, one for each payer that is asked."""
    income_order: UUID | None = None
    """The identifier of the order, one for each payer and document."""
    payday: UUID | None = None
    """The identifier of the payment of income to the debtor."""


class PayersFailureRecorded(AboutIncomeOrder):
    """Failure of a payer of income (Art. 398(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.payers-failure-recorded.v1"
    failure: UUID
    """The identifier of the failure."""
    kind: Literal["no-answer", "no-deductions", "not-remitted", "not-returned"]
    """Which demand of Art. 390 and 391 the payer did not meet."""
    circumstances: Text
    """What happened, without personal data."""
    income_inquiry: UUID | None = None
    """The identifier of the question, one for each payer that is asked."""
    income_order: UUID | None = None
    """The identifier of the order, one for each payer and document."""
    payday: UUID | None = None
    """The identifier of the payment of income to the debtor."""
