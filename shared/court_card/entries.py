"""What is known of a proceeding, entry by entry, each with the day it has effect and the version that recorded it.

Entries are only ever added; a revision of the course supersedes those of the days it describes anew. They are tuples in
the order of the read model's columns, so they go to and come from the database as they are.

Each entry ends with the same fields, its place in time:
    ordinal        its place among the entries of its version: a revision brings many
    superseded_by  the version whose revision describes its day anew; none: it holds
    recorded_at    when its version was recorded; none: by a release that did not keep it
    superseded_at  when that revision was recorded
    known_since    since when this has been known of this day: earlier than recorded_at if a revision restates it
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, TypeVar
from uuid import UUID


class ClaimEntry(NamedTuple):
    """A claim of the execution document; a non-property claim has neither currency nor amount."""

    number: int
    type: str
    currency: str | None
    amount: Decimal | None


class InitiationEntry(NamedTuple):
    """What the initiation states, or what became of it: when, by which body, what is claimed, by what it is found.

    A successor of a party makes another one, of a later day.
    """

    version: int
    effective: date
    initiated_on: date
    body: str
    claims: tuple[ClaimEntry, ...]
    issuer: str
    document_number: str
    document_issued_on: date
    court_case: str
    debtor_kind: str
    debtor_identifier: str
    debtor_unp: str | None = None
    """The payer number of the debtor, where the record says whose it is: a person's with a personal number, or a legal
    person's, who has none."""
    debtor_personal_number: str | None = None
    recoverer_unp: str | None = None
    """Likewise of the recoverer: one person's records in all proceedings join the two numbers."""
    recoverer_personal_number: str | None = None
    ordinal: int = 0
    superseded_by: int | None = None
    recorded_at: datetime | None = None
    superseded_at: datetime | None = None
    known_since: datetime | None = None


class ExecutorEntry(NamedTuple):
    """An executor took the proceeding over."""

    version: int
    effective: date
    executor: str
    full_name: str
    ordinal: int = 0
    superseded_by: int | None = None
    recorded_at: datetime | None = None
    superseded_at: datetime | None = None
    known_since: datetime | None = None


class StatusEntry(NamedTuple):
    """The proceeding came into a status."""

    version: int
    effective: date
    code: str
    reason: str
    ordinal: int = 0
    superseded_by: int | None = None
    recorded_at: datetime | None = None
    superseded_at: datetime | None = None
    known_since: datetime | None = None


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
    recorded_at: datetime | None = None
    superseded_at: datetime | None = None
    known_since: datetime | None = None


class RepaymentEntry(NamedTuple):
    """Money was paid on a claim, in the currency of the claim."""

    version: int
    effective: date
    claim: int
    amount: Decimal
    ordinal: int = 0
    superseded_by: int | None = None
    recorded_at: datetime | None = None
    superseded_at: datetime | None = None
    known_since: datetime | None = None


class RevisionEntry(NamedTuple):
    """A revision of the course."""

    revision: int
    """1, 2, 3, … in the proceeding."""
    version: int
    since: date
    """The first day it describes anew."""
    recorded_at: datetime


class CardEntries(NamedTuple):
    """Everything the card of one proceeding is made of."""

    number: str
    initiations: tuple[InitiationEntry, ...] = ()
    executors: tuple[ExecutorEntry, ...] = ()
    statuses: tuple[StatusEntry, ...] = ()
    measures: tuple[MeasureEntry, ...] = ()
    repayments: tuple[RepaymentEntry, ...] = ()
    revisions: tuple[RevisionEntry, ...] = ()
    """Oldest first; as they are loaded, only the last."""

    @property
    def initiation(self) -> InitiationEntry:
        """What holds of the initiation now."""
        return max(current(self.initiations), key=in_effect)

    @property
    def revision(self) -> int:
        """Number of the last revision; 0: the course was never revised."""
        return self.revisions[-1].revision if self.revisions else 0


E = TypeVar("E", InitiationEntry, ExecutorEntry, StatusEntry, MeasureEntry, RepaymentEntry)


def current(entries: Iterable[E]) -> Iterator[E]:
    """Those that hold."""
    return (entry for entry in entries if entry.superseded_by is None)


def in_effect(entry: E) -> tuple[date, int, int]:
    """The order of effect: by day, and on one day in the order of recording."""
    return entry.effective, entry.version, entry.ordinal
