"""Income paid and withheld on (Art. 391(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.banking import ExchangeRate
from contracts.events.about import AboutIncomeOrder
from contracts.income import Income, OtherDocuments
from contracts.registry import Command
from contracts.values import Money, PositiveMoney


class RecordIncomePayday(Command):
    """Income paid and withheld on (Art. 391(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-income-payday.v1"
    payday: UUID
    """The identifier of the payment of income to the debtor."""
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    income: Income
    """What is due to the debtor, by kind of income."""
    withheld: Money
    """What was withheld by the document of the proceeding; 0.00 where nothing was."""
    other_documents: OtherDocuments | None = None
    """The other documents by which the payer withholds, each with what is still to be recovered, and with its share
    of the income where a legislative act gives another."""
    sentence_deduction: PositiveMoney | None = None
    """What was taken on that payday under a sentence to corrective works."""
    rate: ExchangeRate | None = None
    """The official rate of the day of receipt, of earnest money that of the day of remittance, of what the recoverer
    received that of the day of the payment, of property that he keeps that of the day of the credit, with its
    source."""
    cross_rate: ExchangeRate | None = None
    """The official rate of the second currency, where neither of the two is the rouble."""


class IncomePaydayRecorded(AboutIncomeOrder):
    """Income paid and withheld on (Art. 391(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.income-payday-recorded.v1"
    payday: UUID
    """The identifier of the payment of income to the debtor."""
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    income: Income
    """What is due to the debtor, by kind of income."""
    withheld: Money
    """What was withheld by the document of the proceeding; 0.00 where nothing was."""
    other_documents: OtherDocuments | None = None
    """The other documents by which the payer withholds, each with what is still to be recovered, and with its share
    of the income where a legislative act gives another."""
    sentence_deduction: PositiveMoney | None = None
    """What was taken on that payday under a sentence to corrective works."""
    rate: ExchangeRate | None = None
    """The official rate of the day of receipt, of earnest money that of the day of remittance, of what the recoverer
    received that of the day of the payment, of property that he keeps that of the day of the credit, with its
    source."""
    cross_rate: ExchangeRate | None = None
    """The official rate of the second currency, where neither of the two is the rouble."""
