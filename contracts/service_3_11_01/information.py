"""Look-ups and their outcomes: the request for information and its answer."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from contracts.base import Contract
from contracts.codelists import LEGAL_GROUNDS
from contracts.listed import Listed
from contracts.problems import Problem
from contracts.service_3_11_01.card import EnforcementProceedingInfo
from contracts.service_3_11_01.look_ups import LookUp
from contracts.values import Day, StatedCase

LOOKUPS_AT_MOST = 500
"""Look-ups one request may carry."""

ConsumerId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9\-]{2,40}$")]
"""Who asks."""
LegalGround = Annotated[str, Listed(LEGAL_GROUNDS)]
"""On what ground it is asked."""


class InformationRequest(Contract):
    """A request for the results and the course of execution of execution documents."""

    request_id: UUID
    """Chosen by the asking system; the same id again gets the same answer."""
    consumer: ConsumerId
    """Who asks; must be the authenticated consumer."""
    legal_ground: LegalGround
    """Purpose: on what ground the court asks."""
    court_case: StatedCase
    """Purpose: the court case the information is for."""
    look_ups: Annotated[tuple[LookUp, ...], Field(min_length=1, max_length=LOOKUPS_AT_MOST)]
    as_of: Day | None = None
    """Answer as things stood at the end of this day, by effective date; none: as they stand."""


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
