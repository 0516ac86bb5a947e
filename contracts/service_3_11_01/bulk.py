"""Bulk requests: up to a million look-ups, answered in the background.

The request is JSON Lines, one look-up (`LookUp`) a line; its purpose comes in headers. The result is JSON Lines too,
one `BulkLine` for each line of the request, in their order.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from contracts.base import Contract
from contracts.problems import Problem
from contracts.service_3_11_01.information import LookUpResult, Outcome
from contracts.values import Added

BULK_LOOKUPS_AT_MOST = 1_000_000
"""Look-ups one bulk request may carry."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 digest, in hexadecimal digits."""


class BulkState(StrEnum):
    """How far a bulk request is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    EXPIRED = "expired"
    """Its result was deleted; ask anew."""


class BulkResult(Contract):
    """The result of a bulk request, before it is fetched."""

    lines: Annotated[int, Field(ge=1)]
    size: Annotated[int, Field(ge=1)]
    """Bytes, with a line feed after each line."""
    digest: Sha256
    """Of all these bytes."""


class BulkTask(Contract):
    """A bulk request and how far it is."""

    id: UUID
    request_id: UUID
    state: BulkState
    language: Literal["en", "ru", "be"]
    """Language of the names in the result."""
    as_of: date | None
    as_known_at: Added[AwareDatetime | None] = None
    received_at: AwareDatetime
    look_ups: Annotated[int, Field(ge=1)]
    """Look-ups it carries."""
    done: Annotated[int, Field(ge=0)]
    """Look-ups answered so far."""
    outcomes: dict[Outcome, int]
    """How those ended; what never happened is left out."""
    data_as_of: AwareDatetime | None
    """Everything recorded by then is in the result: the moment of its first part. None before there is one."""
    finished_at: AwareDatetime | None
    expires_at: AwareDatetime | None
    """When the result is deleted; none until it is there."""
    result: BulkResult | None
    """Set once it is done, until it expires."""


class BulkLine(LookUpResult):
    """The outcome of one look-up of a bulk request."""

    line: Annotated[int, Field(ge=1)]
    """The line of the request, from 1."""
    problem: Problem | None = None
    """Set where the line was malformed or the look-up is not permitted."""
