"""How money that proceedings of one debtor share would be divided."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.banking import ExchangeRate
from contracts.base import Contract
from contracts.distribution import ShareOfProceeding
from contracts.events.proceedings import PaymentSource
from contracts.queries.base import Model, Query
from contracts.values import Added, Day, Money, PositiveMoney, ProceedingNumber, Text

TRIED_AT_MOST = 20


class TriedMoney(Contract):
    """Money that would be distributed on a day."""

    sum: PositiveMoney
    day: Day


class Division(Contract):
    """How money is divided among the proceedings of a debtor."""

    shares: tuple[ShareOfProceeding, ...]
    rest: Money
    """Goes back to the debtor (Art. 403)."""
    explanation: tuple[Text, ...] = ()
    """The calculation, step by step (Art. 406)."""


class TriedDistribution(Division):
    """What a resolution of that day would calculate, were nothing else recorded until then."""

    money: TriedMoney


class TriedDistributions(Contract):
    """Distributions that were tried, each for itself. Nothing was written."""

    id: UUID
    number: ProceedingNumber
    tried: tuple[TriedDistribution, ...]


class TryDistributions(Query):
    """Show how money that a proceeding might receive would be shared by all of its debtor; nothing is written."""

    type: ClassVar[str] = "lea.proceedings.try-distributions.v1"
    reply: ClassVar[Model] = TriedDistributions
    number: ProceedingNumber
    """The proceeding that receives the money: it is consolidated."""
    source: PaymentSource = PaymentSource.DEBTOR
    pledged_thing: bool = False
    """Whether it is the price of the pledged thing (Art. 405)."""
    money: Annotated[tuple[TriedMoney, ...], Field(min_length=1, max_length=TRIED_AT_MOST)]
    rates: Added[tuple[ExchangeRate, ...] | None] = None
    """By which documents in other currencies share it; without them those get nothing of it (Art. 369(2))."""
