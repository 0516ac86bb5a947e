"""The tables of the court's side: claim amount, court expenses, periodic payments."""

from typing import Self

from pydantic import Field, model_validator

from contracts.base import Contract
from shared.law.money.rows import NamedRow, Row, refuse_repeated


class DemandKind(NamedRow):
    """A kind of demand and what its amount is taken from."""

    market_value_if_no_price: bool = False
    """Where no price is established, the market price counts."""


class ClaimAmountTable(Contract):
    """The amount of a claim."""

    kinds: tuple[DemandKind, ...] = Field(min_length=1)
    accessories: tuple[NamedRow, ...]
    several: Row
    set_by_court: Row

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        refuse_repeated([kind.code for kind in self.kinds], "kinds of demands")
        refuse_repeated([kind.code for kind in self.accessories], "accessories")
        return self


class CourtCostTable(Contract):
    """The distribution of court expenses."""

    proportional: Row
    exempt_plaintiff: Row
    abandonment: Row
    refusal: Row
    co_participants: Row
    deposit: Row


class PeriodicTable(Contract):
    """Periodic payments: what holds for each payment separately."""

    presentation: Row
