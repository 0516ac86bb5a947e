"""Electronic service 3.11.01: the request of the Supreme Court's system and the answer, field by field as on its card.

Names in the answer come in the language asked for. Amounts are decimal strings; `balance` is always
`amount - repaid` in the same currency, and currencies are never added together.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from contracts.base import Contract
from contracts.codelists import LEGAL_GROUNDS
from contracts.listed import Listed
from contracts.problems import Problem
from contracts.values import CaseNumber, DecimalString, DocumentNumber, PersonIdentifier, ProceedingNumber

LOOKUPS_AT_MOST = 500
"""Look-ups one request may carry."""

Amount = Annotated[DecimalString, Field(ge=0)]


class ByProceedingNumber(Contract):
    """Look up by the number of the enforcement proceeding."""

    by: Literal["proceeding-number"]
    number: ProceedingNumber


class ByExecutionDocument(Contract):
    """Look up by the execution document: issuing court or body, number, day of issue."""

    by: Literal["execution-document"]
    issuer: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9\-]{2,20}$")]
    number: DocumentNumber
    issued_on: date


class ByCourtCase(Contract):
    """Look up by the number of the court case behind the execution document."""

    by: Literal["court-case"]
    case_number: CaseNumber


class ByDebtor(Contract):
    """Look up by the debtor's identifier; never by name."""

    by: Literal["debtor"]
    identifier: PersonIdentifier


LookUp = Annotated[
    ByProceedingNumber | ByExecutionDocument | ByCourtCase | ByDebtor,
    Field(discriminator="by"),
]


class InformationRequest(Contract):
    """A request for the results and the course of execution of execution documents."""

    request_id: UUID
    """Chosen by the asking system; the same id again gets the same answer."""
    consumer: Annotated[str, StringConstraints(pattern=r"^[a-z0-9\-]{2,40}$")]
    """Who asks; must be the authenticated consumer."""
    legal_ground: Annotated[str, Listed(LEGAL_GROUNDS)]
    """Purpose: on what ground the court asks."""
    court_case: CaseNumber
    """Purpose: the court case the information is for."""
    look_ups: Annotated[tuple[LookUp, ...], Field(min_length=1, max_length=LOOKUPS_AT_MOST)]
    as_of: date | None = None
    """Answer as things stood at the end of this day, by effective date; none: as they stand."""


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


class Outcome(StrEnum):
    """How a look-up ended."""

    FOUND = "found"
    SEVERAL_FOUND = "several-found"
    NOT_FOUND = "not-found"
    NOT_PERMITTED = "not-permitted"
    MALFORMED = "malformed"


class LookUpResult(Contract):
    """The outcome of one look-up, in the order asked."""

    outcome: Outcome
    proceedings: tuple[EnforcementProceedingInfo, ...] = ()
    problem: Problem | None = None
    """Set where the look-up was malformed or is not permitted."""


class Freshness(Contract):
    """How far the answer is behind the events."""

    data_as_of: AwareDatetime
    """Everything recorded by then is in the answer."""
    lag_seconds: Annotated[float, Field(ge=0)]
    stale: bool
    """The read model is not being fed at the moment."""


class InformationAnswer(Contract):
    """The answer to an information request."""

    request_id: UUID
    answered_at: AwareDatetime
    as_of: date | None
    freshness: Freshness
    results: tuple[LookUpResult, ...]
