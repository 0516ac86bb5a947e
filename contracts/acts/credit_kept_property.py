"""Value of property kept by the recoverer (Art. 383(9)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.banking import ExchangeRate
from contracts.events.about import AboutMeasure, AboutProperty
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import CurrencyCode, PositiveMoney


class CreditKeptProperty(Command):
    """Value of property kept by the recoverer (Art. 383(9)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.credit-kept-property.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    measure: UUID
    """The measure that brought the money, if one did."""
    paper: Paper
    """The paper that shows it."""
    property: UUID | None = None
    """The identifier of the arrested property, one for each object."""
    into: CurrencyCode | None = None
    """The currency of the claims that are repaid."""
    rate: ExchangeRate | None = None
    """The official rate of the day of receipt, of earnest money that of the day of remittance, of what the recoverer
    received that of the day of the payment, of property that he keeps that of the day of the credit, with its
    source."""
    cross_rate: ExchangeRate | None = None
    """The official rate of the second currency, where neither of the two is the rouble."""


class KeptPropertyCredited(AboutMeasure, AboutProperty):
    """Value of property kept by the recoverer (Art. 383(9)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.kept-property-credited.v1"
    payment: UUID
    """The identifier of the payment."""
    sum: PositiveMoney
    """The sum, more than nothing."""
    measure: UUID
    """The measure that brought the money, if one did."""
    paper: Paper
    """The paper that shows it."""
    property: UUID | None = None
    """The identifier of the arrested property, one for each object."""
    into: CurrencyCode | None = None
    """The currency of the claims that are repaid."""
    rate: ExchangeRate | None = None
    """The official rate of the day of receipt, of earnest money that of the day of remittance, of what the recoverer
    received that of the day of the payment, of property that he keeps that of the day of the credit, with its
    source."""
    cross_rate: ExchangeRate | None = None
    """The official rate of the second currency, where neither of the two is the rouble."""
