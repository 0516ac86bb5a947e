"""The tables of the court's side: claim amount, court expenses, periodic payments."""

from typing import Annotated

from pydantic import Field

from shared.law.rule_sets.parts.rows import NamedRow
from shared.law.rule_sets.sheets import Cited, Sheet, Table


class DemandKind(NamedRow):
    """A kind of demand and what its amount is taken from."""

    market_value_if_no_price: bool = False
    """Where no price is established, the market price counts."""


class ClaimAmountTable(Sheet):
    """The amount of a claim."""

    kinds: Annotated[Table[DemandKind], Field(min_length=1)]
    accessories: Table[NamedRow]
    several: Cited
    set_by_court: Cited


class CourtCostTable(Sheet):
    """The distribution of court expenses."""

    proportional: Cited
    exempt_plaintiff: Cited
    abandonment: Cited
    refusal: Cited
    co_participants: Cited
    deposit: Cited


class PeriodicTable(Sheet):
    """Periodic payments: what holds for each payment separately."""

    presentation: Cited
