"""Answer of a payer of income (Art. 390(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.income import Income, OtherDocuments
from contracts.recording import Paper
from contracts.registry import Command


class RecordIncomeAnswer(Command):
    """Answer of a payer of income (Art. 390(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-income-answer.v1"
    income_inquiry: UUID
    """The identifier of the question, one for each payer that is asked."""
    employed: bool
    """Whether the debtor works there, or is paid other income or sums there."""
    paper: Paper
    """The paper that shows it."""
    income: Income | None = None
    """What is due to the debtor, by kind of income."""
    other_documents: OtherDocuments | None = None
    """The other documents by which the payer withholds, each with what is still to be recovered, and with its share
    of the income where a legislative act gives another."""


class IncomeAnswerRecorded(ProceedingEvent):
    """Answer of a payer of income (Art. 390(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.income-answer-recorded.v1"
    income_inquiry: UUID
    """The identifier of the question, one for each payer that is asked."""
    employed: bool
    """Whether the debtor works there, or is paid other income or sums there."""
    paper: Paper
    """The paper that shows it."""
    income: Income | None = None
    """What is due to the debtor, by kind of income."""
    other_documents: OtherDocuments | None = None
    """The other documents by which the payer withholds, each with what is still to be recovered, and with its share
    of the income where a legislative act gives another."""
