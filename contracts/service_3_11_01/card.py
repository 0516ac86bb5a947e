"""The service card, field by field.

Names come in the language asked for. Amounts are decimal strings; `balance` is always `amount - repaid` in the same
currency, and currencies are never added together.
"""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts.base import Contract
from contracts.values import DecimalString

Amount = Annotated[DecimalString, Field(ge=0)]


class CurrencyInfo(Contract):
    """A currency."""

    code: str
    """Currency code (ISO 4217 numeric)."""
    name: str
    """Name of currency (complete)."""
    abbreviation: str
    """Name of currency (abbreviated)."""


class ClaimInfo(Contract):
    """A claim (type of recovery)."""

    code: str
    """Claim code (type of recovery)."""
    name: str
    """Name of claim (type of recovery)."""
    currency: CurrencyInfo | None
    """None for non-property claims."""
    amount: Amount | None
    """Amount of claim."""
    repaid: Amount | None
    """Amount of repayment."""
    balance: Amount | None
    """Balance of debt: amount less repayment."""

    @model_validator(mode="after")
    def _balance_is_the_difference(self) -> Self:
        sums = (self.amount, self.repaid, self.balance)
        if any(sum_ is None for sum_ in sums):
            if any(sum_ is not None for sum_ in sums) or self.currency is not None:
                raise ValueError("a non-property claim carries neither sums nor a currency")
            return self
        if self.amount - self.repaid != self.balance:  # type: ignore[operator]  # none of them is None here
            raise ValueError("balance is not amount - repaid")
        return self


class StatusInfo(Contract):
    """A status of the enforcement proceeding."""

    code: str
    """Status code of an enforcement proceeding."""
    name: str
    """Name of status of an enforcement proceeding."""
    date: date
    """Date of status of an enforcement proceeding."""
    reason_code: str
    """Status reason code."""
    reason_name: str
    """Name of status reason."""


class MeasureInfo(Contract):
    """A measure or action in the enforcement proceeding."""

    code: str
    """Code of measure/action."""
    name: str
    """Name of measure/action."""
    added_on: date
    """Date of adding (initiating) of a measure/action."""
    status_code: str
    """Status code of a measure/action."""
    status_name: str
    """Name of status of a measure/action."""
    status_date: date
    """Date of status of a measure/action."""


class EnforcementProceedingInfo(Contract):
    """An enforcement proceeding, with every field of the service card."""

    body_code: str
    """Code of a LEA."""
    body_name: str
    """Name of a LEA."""
    executor_full_name: str
    """Full name of the executor."""
    number: str
    """Number of an enforcement proceeding."""
    initiated_on: date
    """Date of institution of an enforcement proceeding."""
    status_code: str
    """Code of the current status of an enforcement proceeding."""
    status_name: str
    """Name of the current status of an enforcement proceeding."""
    claims: tuple[ClaimInfo, ...]
    statuses: tuple[StatusInfo, ...]
    """History, oldest first."""
    measures: tuple[MeasureInfo, ...]
    """Oldest first."""
