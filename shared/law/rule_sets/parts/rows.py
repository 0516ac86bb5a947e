"""Rows that several tables of the parts are made of."""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from contracts.codelists import MEASURES
from contracts.listed import Listed
from shared.law.rule_sets.fields import DisplayNames, Identifier, Ref
from shared.law.rule_sets.sheets import Cited
from shared.law.rule_sets.vocabulary import Rounding

MeasureCode = Annotated[str, Listed(MEASURES), Ref(("measures",))]
"""A measure: in the code list of the contracts, because events name it, and in the rule set."""


class NamedRow(Cited):
    """A rule that people choose or see by code and name."""

    identified_by: ClassVar[tuple[str, ...]] = ("code",)

    code: Identifier
    names: DisplayNames


class PercentRule(Cited):
    """So many percent, rounded so."""

    percent: Annotated[Decimal, Field(ge=0, le=100)]
    rounding: Rounding = Rounding.HALF_UP
