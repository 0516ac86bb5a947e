"""Payment to the recoverer by the payer of income (Art. 391(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.banking import ExchangeRate
from contracts.events.about import AboutIncomeOrder, AboutMeasure
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import CurrencyCode, PositiveMoney


class RecordPaymentByEmployer(Command):
    """Payment to the recoverer by the payer of income (Art. 391(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-payment-by-employer.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    measure: UUID
    """The measure that brought the money, if one did."""
    paper: Paper
    """The paper that shows it."""
    payday: UUID | None = None
    """The identifier of the payment of income to the debtor."""
    into: CurrencyCode | None = None
    """The currency of the claims that are repaid."""
    rate: ExchangeRate | None = None
    """The official rate of the day of receipt, of earnest money that of the day of remittance, of what the recoverer
    received that of the day of the payment, of property that he keeps that of the day of the credit, with its
    source."""
    cross_rate: ExchangeRate | None = None
    """The official rate of the second currency, where neither of the two is the rouble."""


class PaymentByEmployerRecorded(AboutMeasure, AboutIncomeOrder):
    """Payment to the recoverer by the payer of income (Art. 391(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.payment-by-employer-recorded.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    measure: UUID
    """The measure that brought the money, if one did."""
    paper: Paper
    """The paper that shows it."""
    payday: UUID | None = None
    """The identifier of the payment of income to the debtor."""
    into: CurrencyCode | None = None
    """The currency of the claims that are repaid."""
    rate: ExchangeRate | None = None
    """The official rate of the day of receipt, of earnest money that of the day of remittance, of what the recoverer
    received that of the day of the payment, of property that he keeps that of the day of the credit, with its
    source."""
    cross_rate: ExchangeRate | None = None
    """The official rate of the second currency, where neither of the two is the rouble."""
