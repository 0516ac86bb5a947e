"""What decisions of a court on claims state, claim by claim (Art. 334-335)."""

from typing import Self

from pydantic import model_validator

from contracts.base import Contract
from contracts.documents import ClaimNumber
from contracts.values import PositiveMoney, Text


class ClaimSum(Contract):
    """A sum of a claim of the document."""

    claim: ClaimNumber
    sum: PositiveMoney


class ReturnedItem(Contract):
    """What goes back to the debtor on a claim: money, property, or the value of property."""

    claim: ClaimNumber
    sum: PositiveMoney | None = None
    """Money, or the value of property."""
    property: Text | None = None
    """The property, without personal data."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.sum is None and self.property is None:
            raise ValueError("names a sum, property, or both")
        return self
