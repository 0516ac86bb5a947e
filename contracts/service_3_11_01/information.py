"""Look-ups and their outcomes: the request for information and its answer."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints

from contracts.base import Contract
from contracts.codelists import LEGAL_GROUNDS
from contracts.listed import Listed
from contracts.problems import Problem
from contracts.service_3_11_01.card import EnforcementProceedingInfo
from contracts.service_3_11_01.look_ups import LookUp
from contracts.values import Added, Day, Instant, StatedCase

LOOKUPS_AT_MOST = 500
"""Look-ups one request may carry."""

ConsumerId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9\-]{2,40}$")]
"""Who asks."""
LegalGround = Annotated[str, Listed(LEGAL_GROUNDS)]
"""On what ground it is asked."""


def _moment(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not _MOMENT.fullmatch(value):
        raise ValueError("a moment is written as in RFC 3339, with its offset from UTC")
    return datetime.fromisoformat(value.upper())


_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
KnownAt = Annotated[Instant, BeforeValidator(_moment)]
"""A moment of recording; a number of seconds in its place is none."""


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
    as_known_at: Added[KnownAt | None] = None
    """Answer as it was known at this moment, by the time of recording; none: as it is known now."""


class Outcome(StrEnum):
    """How a look-up ended."""

    FOUND = "found"
    SEVERAL_FOUND = "several-found"
    NOT_FOUND = "not-found"
    NOT_PERMITTED = "not-permitted"
    MALFORMED = "malformed"


class CardProvenance(Contract):
    """Since when the rows of a card are known: when they were recorded, or last came to read as they do."""

    number: str
    """Number of the enforcement proceeding."""
    revision: Annotated[int, Field(ge=0)]
    """How often its course was revised by then: by acts recorded late, or by corrections."""
    revised_at: Added[AwareDatetime | None] = None
    """When the last revision was recorded; none: there was none."""
    known_since: AwareDatetime
    """The latest of all rows, executor included."""
    claims: tuple[AwareDatetime, ...]
    """Of each claim with what was repaid on it, in the order of the card."""
    statuses: tuple[AwareDatetime, ...]
    """Of each status, in the order of the card."""
    measures: tuple[AwareDatetime, ...]
    """Of each measure with its last status, in the order of the card."""


class LookUpResult(Contract):
    """The outcome of one look-up, in the order asked."""

    outcome: Outcome
    proceedings: tuple[EnforcementProceedingInfo, ...] = ()
    problem: Problem | None = None
    """Set where the look-up was malformed or is not permitted."""
    provenances: Added[tuple[CardProvenance, ...] | None] = None
    """Since when the cards are known, in their order; none where there is no card, or a moment was not kept."""


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
    as_known_at: Added[AwareDatetime | None] = None
    freshness: Freshness
    results: tuple[LookUpResult, ...]
