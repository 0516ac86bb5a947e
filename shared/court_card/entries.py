"""What is known of a proceeding, entry by entry, each with the day it has effect and the version that recorded it.

Entries are only ever added; a revision of the course supersedes those of the days it describes anew. They are tuples in
the order of the read model's columns, so they go to and come from the database as they are.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID


class ClaimEntry(NamedTuple):
    """A claim of the execution document; a non-property claim has neither currency nor amount."""

    number: int
    type: str
    currency: str | None
    amount: Decimal | None


class ExecutorEntry(NamedTuple):
    """An executor took the proceeding over."""

    version: int
    effective: date
    executor: str
    full_name: str
    ordinal: int = 0
    """Its place among the entries of its version: a revision brings many."""
    superseded_by: int | None = None
    """The version whose revision describes its day anew."""


class StatusEntry(NamedTuple):
    """The proceeding came into a status."""

    version: int
    effective: date
    code: str
    reason: str
    ordinal: int = 0
    superseded_by: int | None = None


class MeasureEntry(NamedTuple):
    """A measure was added, or moved on."""

    version: int
    effective: date
    measure: UUID
    code: str | None
    """Set where the measure was added."""
    status: str
    ordinal: int = 0
    superseded_by: int | None = None


class RepaymentEntry(NamedTuple):
    """Money was paid on a claim, in the currency of the claim."""

    version: int
    effective: date
    claim: int
    amount: Decimal
    ordinal: int = 0
    superseded_by: int | None = None


class CardEntries(NamedTuple):
    """Everything the card of one proceeding is made of."""

    number: str
    body: str
    initiated_on: date
    claims: tuple[ClaimEntry, ...]
    executors: tuple[ExecutorEntry, ...] = ()
    statuses: tuple[StatusEntry, ...] = ()
    measures: tuple[MeasureEntry, ...] = ()
    repayments: tuple[RepaymentEntry, ...] = ()
