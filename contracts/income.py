"""Income of a debtor at one payer, and the execution documents that meet there (Art. 389, 392)."""

from typing import Annotated

from pydantic import Field

from contracts.base import Contract
from contracts.sensitivity import INCOME, NOT_SENSITIVE
from contracts.values import Added, Code, Day, Money, Name, PositiveMoney


class IncomeSum(Contract):
    """What the debtor is due of one kind of income."""

    kind: Code
    """Such as wages, pension, or a kind that is exempt (Art. 389(3), 394)."""
    sum: Money
    """Nothing where the debtor works there and is paid nothing, as on unpaid leave (Art. 390(1))."""


Income = Annotated[tuple[IncomeSum, ...], Field(min_length=1, max_length=20), INCOME]
"""All that one payer owes the debtor for a month, or on one payday, by kind."""


class OtherDocument(Contract):
    """Another execution document by which the same payer withholds."""

    number: Annotated[Name, NOT_SENSITIVE]
    initiated_on: Day
    outstanding: PositiveMoney
    """What is still to be recovered by it."""
    percent: Added[Annotated[int, Field(ge=1, le=100)] | None] = None
    """How many percent of the income it may take, where a legislative act gives it another share (Art. 392(1))."""


OtherDocuments = Annotated[tuple[OtherDocument, ...], Field(min_length=1, max_length=50), INCOME]
"""The documents that share the income with that of the proceeding (Art. 392(2))."""
