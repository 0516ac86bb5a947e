"""Reconciliation: the court sends what it believes of proceedings, and is told where that differs.

A field that is left out or null is not compared. Codes, dates and sums are compared, never names.
"""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from contracts.base import Contract
from contracts.service_3_11_01.bulk import Sha256
from contracts.service_3_11_01.information import ConsumerId, Freshness, KnownAt, LegalGround
from contracts.values import Added, BodyCode, Code, Day, ProceedingNumber, StatedCase

BELIEFS_AT_MOST = 500
"""Proceedings one reconciliation may name."""
ENTRIES_AT_MOST = 200
"""Claims, statuses or measures a belief may list."""

Sum = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,15}(\.[0-9]{1,4})?$")]
"""An amount; `5` and `5.00` are the same."""


class ClaimBelief(Contract):
    """What is believed of a claim."""

    code: Code
    currency: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")] | None = None
    """ISO 4217 numeric code."""
    amount: Sum | None = None
    repaid: Sum | None = None
    balance: Sum | None = None


class StatusBelief(Contract):
    """What is believed of a status in the history."""

    code: Code
    date: Day | None = None
    reason_code: Code | None = None


class MeasureBelief(Contract):
    """What is believed of a measure."""

    code: Code
    added_on: Day | None = None
    status_code: Code | None = None
    status_date: Day | None = None


class Belief(Contract):
    """What is believed of one proceeding; with nothing but its number: that there is one.

    A list that is given is compared entry by entry, and by its length.
    """

    number: ProceedingNumber
    digest: Sha256 | None = None
    """SHA-256 of the whole card in the language of the request."""
    body_code: BodyCode | None = None
    initiated_on: Day | None = None
    status_code: Code | None = None
    claims: Annotated[tuple[ClaimBelief, ...], Field(max_length=ENTRIES_AT_MOST)] | None = None
    """In the order of the card."""
    statuses: Annotated[tuple[StatusBelief, ...], Field(max_length=ENTRIES_AT_MOST)] | None = None
    """Oldest first."""
    measures: Annotated[tuple[MeasureBelief, ...], Field(max_length=ENTRIES_AT_MOST)] | None = None
    """Oldest first."""


class ReconciliationRequest(Contract):
    """What the court believes."""

    request_id: UUID
    """Chosen by the asking system; the same id again gets the same answer."""
    consumer: ConsumerId
    """Who asks; must be the authenticated consumer."""
    legal_ground: LegalGround
    """Purpose: on what ground the court asks."""
    court_case: StatedCase
    """Purpose: the court case the information is for."""
    as_of: Day | None = None
    """Compare with how things stood at the end of this day, by effective date; none: as they stand."""
    as_known_at: Added[KnownAt | None] = None
    """Compare with what was known at this moment, by the time of recording; none: with what is known now."""
    beliefs: Annotated[tuple[Belief, ...], Field(min_length=1, max_length=BELIEFS_AT_MOST)]


class Agreement(StrEnum):
    """How a belief compares."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"
    """There is no such proceeding; as of a day: none that had been initiated by then, or was known to be."""


class Difference(Contract):
    """A field that differs."""

    field: str
    """Path of the field, dotted, places from 0: `claims.0.balance`."""
    believed: str | None
    """As it was sent; none: the entry is missing there."""
    actual: str | None
    """As the card says; none: the card has none."""


class Reconciled(Contract):
    """How the belief of one proceeding compares."""

    number: str
    agreement: Agreement
    differences: tuple[Difference, ...] = ()
    digest: Sha256 | None = None
    """SHA-256 of the card in the language of the request; none where the proceeding is unknown."""


class ReconciliationAnswer(Contract):
    """The answer to a reconciliation, in the order asked."""

    request_id: UUID
    answered_at: AwareDatetime
    as_of: Day | None
    as_known_at: Added[AwareDatetime | None] = None
    freshness: Freshness
    results: tuple[Reconciled, ...]
