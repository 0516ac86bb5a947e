"""What proceedings of one debtor get of money that is distributed among them (Art. 404-406)."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.base import Contract
from contracts.documents import ClaimNumber
from contracts.events.money import InOtherCurrency
from contracts.values import Added, Money, ProceedingNumber


class AnnulmentCause(StrEnum):
    """Why a distribution is annulled."""

    DECISION = "decision"
    """Of a superior or the court (Art. 353)."""
    BANK_REVERSAL = "bank-reversal"
    """The bank took back the money that it divided (Art. 369(3)): nothing of it stays."""


class ShareOfClaim(Contract):
    """What a claim gets, and in which queue."""

    claim: ClaimNumber
    queue: Annotated[int, Field(ge=1, le=99)]
    outstanding: Money
    """What was owed on it before, in the currency of the money."""
    sum: Money
    repays: Added[Money | None] = None
    """What it repays of a claim in another currency, at the official rate (Art. 369(2)); none: the sum itself."""
    secured: Added[Money | None] = None
    """What of it stands in that queue out of the pledged thing, where the rest stands in a later one (Art. 405)."""


class ShareOfProceeding(Contract):
    """What a proceeding gets; one that gets nothing is listed with what is owed in it."""

    proceeding: UUID
    number: ProceedingNumber
    costs: Money
    charged_fees: Money
    """What pays fees that were charged by resolutions of their own."""
    fee: Money
    """The ten percent of what its claims get."""
    bears_fee: bool
    claims: tuple[ShareOfClaim, ...]
    elsewhere: Added[InOtherCurrency | None] = None
    """What of the costs and charged fees pays those that are owed in another currency."""

    @property
    def sum(self) -> Money:
        """All it gets."""
        parts = [self.costs, self.charged_fees, self.fee, *(claim.sum for claim in self.claims)]
        return Money.trusted(amount=sum((part.amount for part in parts), start=Decimal()), currency=self.costs.currency)
