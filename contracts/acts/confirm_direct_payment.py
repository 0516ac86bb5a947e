"""Payment to the recoverer by the debtor (Art. 345(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.banking import ExchangeRate
from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import CurrencyCode, Day, PositiveMoney


class ConfirmDirectPayment(Command):
    """Payment to the recoverer by the debtor (Art. 345(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.confirm-direct-payment.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
    paid_by: Literal["debtor", "bank-for-recoverer"] | None = None
    """Whether the debtor paid, or the bank to which the recoverer had presented the document (Art. 370(1)); none
    says the debtor."""
    paid_on: Day | None = None
    """The day of the payment, where it came before the initiation; it counts from the day of the initiation."""
    into: CurrencyCode | None = None
    """The currency of the claims that are repaid."""
    rate: ExchangeRate | None = None
    """The official rate of the day of receipt, of earnest money that of the day of remittance, of what the recoverer
    received that of the day of the payment, of property that he keeps that of the day of the credit, with its
    source."""
    cross_rate: ExchangeRate | None = None
    """The official rate of the second currency, where neither of the two is the rouble."""
    taken_over_by: Literal["recoverer", "representative"] | None = None
    """Whether the recoverer or the representative received it; none: the recoverer."""


class DirectPaymentConfirmed(ProceedingEvent):
    """Payment to the recoverer by the debtor (Art. 345(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.direct-payment-confirmed.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    paper: Paper
    """The paper that shows it."""
    paid_by: Literal["debtor", "bank-for-recoverer"] | None = None
    """Whether the debtor paid, or the bank to which the recoverer had presented the document (Art. 370(1)); none
    says the debtor."""
    paid_on: Day | None = None
    """The day of the payment, where it came before the initiation; it counts from the day of the initiation."""
    into: CurrencyCode | None = None
    """The currency of the claims that are repaid."""
    rate: ExchangeRate | None = None
    """The official rate of the day of receipt, of earnest money that of the day of remittance, of what the recoverer
    received that of the day of the payment, of property that he keeps that of the day of the credit, with its
    source."""
    cross_rate: ExchangeRate | None = None
    """The official rate of the second currency, where neither of the two is the rouble."""
    taken_over_by: Literal["recoverer", "representative"] | None = None
    """Whether the recoverer or the representative received it; none: the recoverer."""
