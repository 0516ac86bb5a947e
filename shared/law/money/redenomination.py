"""Sums in a currency that was withdrawn: what they are in the currency that took its place."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field

from contracts.documents import Claim, Converted
from contracts.values import CurrencyCode, Money, PositiveMoney
from shared.law.money.amounts import rounded
from shared.law.money.errors import InvalidAmount
from shared.law.rule_sets.building import sheet_of
from shared.law.rule_sets.fields import Model
from shared.law.rule_sets.reading import read_sheet
from shared.law.rule_sets.sheets import Ordered, Sheet
from shared.law.rule_sets.vocabulary import Rounding


class Redenomination(Model):
    """The withdrawal of a currency."""

    identified_by = ("currency",)

    currency: CurrencyCode
    into: CurrencyCode
    since: date
    units: Annotated[int, Field(gt=0)]
    """Units of the withdrawn currency for one of the new."""
    rounding: Rounding
    basis: str
    """The act that says so."""

    def converted(self, stated: Money) -> Money:
        """A sum in the new currency; nothing where it is less than half of its smallest unit."""
        return rounded(Fraction(stated.amount) / self.units, self.into, self.rounding)


class Redenominations(Sheet):
    """All withdrawals."""

    redenominations: Ordered[Redenomination]


@cache
def redenomination_of(currency: str) -> Redenomination | None:
    """By what sums in a currency are converted; none: the currency was not withdrawn, or no act says by what."""
    return next((row for row in _table().redenominations if row.currency == currency), None)


def in_present_currency(claim: Claim) -> Claim:
    """A claim with its sum in a currency that exists, showing by what it was converted.

    Raises InvalidAmount where nothing is left of it.
    """
    row = None if claim.sum is None else redenomination_of(claim.sum.currency)
    if claim.sum is None or row is None:
        return claim
    parts = [row.converted(each.sum) for each in claim.payments or ()] or [row.converted(claim.sum)]
    if not all(part.amount for part in parts):
        detail = f"{claim.sum.amount} of currency {row.currency} is nothing after {row.units} to 1 ({row.basis})"
        raise InvalidAmount(detail)
    sums = [PositiveMoney(amount=part.amount, currency=row.into) for part in parts]
    total = PositiveMoney(amount=sum((part.amount for part in parts), Decimal(0)), currency=row.into)
    payments = claim.payments and tuple(
        payment.model_copy(update={"sum": sum_}) for payment, sum_ in zip(claim.payments, sums, strict=True)
    )
    converted = Converted(stated=claim.sum, units=row.units, basis=row.basis)
    return claim.model_copy(update={"sum": total, "payments": payments, "converted": converted})


@cache
def _table() -> Redenominations:
    path = files("shared.law.money") / "redenominations.yaml"
    sheet = read_sheet(path, f"money/{path.name}", Redenominations, "redenominations")
    return sheet_of(Redenominations, "redenominations", sheet, f"money/{path.name}")
