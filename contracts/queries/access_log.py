"""Queries about the access log of service 3.11.01: for a search, and for its verification.

The edge has the log, `court_query` the heads of its chains. Who verifies asks both, and believes neither.
"""

from datetime import date, timedelta
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from contracts.base import Contract
from contracts.events.edge import ArchivedChain, ConsumerId, CutChain
from contracts.queries.base import CONSOLE, Model, Query
from contracts.values import FitsBigInteger, Instant, ProceedingNumber

DAYS_AT_MOST = 92
"""Of a search: the log is found by its days."""
LINES_AT_MOST = 1000
ACCOUNTABLE = ("executor:", "head:", "auditor:")
"""Prefixes of the people who may see what was disclosed about a proceeding: who answers for it, and who audits."""

Sequence = Annotated[int, Field(ge=0), FitsBigInteger]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class LogPlace(Contract):
    """The place of a record in the order of a search."""

    at: Instant
    chain: UUID
    sequence: Sequence


class AccessLine(LogPlace):
    """A request that was answered, or refused. Holds no data of a debtor."""

    operation: str
    consumer: str | None = None
    key: str | None = None
    request_id: UUID | None = None
    legal_ground: str | None = None
    court_case: str | None = None
    as_of: date | None = None
    as_known_at: Instant | None = None
    look_ups: int
    """How many things were looked up."""
    proceedings: tuple[str, ...]
    """The first numbers of proceedings in the answer."""
    proceedings_total: int
    repeated: bool
    """Whether the answer is the stored one of an earlier request with the same id."""
    status: int
    problem: str | None = None
    trace_id: str | None = None


def check_days(since: date, until: date) -> None:
    """Raises ValueError unless the days are so few that the log is searched for them."""
    if not timedelta() <= until - since < timedelta(DAYS_AT_MOST):
        raise ValueError(f"a search has at most {DAYS_AT_MOST} days, and ends no earlier than it begins")


class AccessLines(Contract):
    """What a search found, the latest first."""

    lines: tuple[AccessLine, ...]
    more: bool


class SearchAccessLog(Query):
    """Find requests of consumers of service 3.11.01."""

    type: ClassVar[str] = "lea.edge.search-access-log.v1"
    reply: ClassVar[Model] = AccessLines
    actors: ClassVar[tuple[str, ...]] = CONSOLE
    since: date
    """First day, by the time of Minsk."""
    until: date
    """Last day."""
    consumer: ConsumerId | None = None
    proceeding: ProceedingNumber | None = None
    """Number of a proceeding that the answer is about."""
    request_id: UUID | None = None
    after: LogPlace | None = None
    """The last record that is known already."""
    limit: Annotated[int, Field(ge=1, le=500)] = 100

    @model_validator(mode="after")
    def _some_days(self) -> Self:
        check_days(self.since, self.until)
        return self


class DisclosureLine(LogPlace):
    """An answer of service 3.11.01 about a proceeding, or one that was sent again. Holds no data of a debtor."""

    operation: str
    consumer: str
    request_id: UUID | None = None
    legal_ground: str | None = None
    court_case: str | None = None
    as_of: date | None = None
    as_known_at: Instant | None = None
    repeated: bool
    """Whether the answer is the stored one of an earlier request with the same id."""
    status: int
    answer_digest: Hash
    """SHA-256 of the body of the answer."""


class Disclosures(Contract):
    """What consumers were answered about a proceeding, the latest first."""

    lines: tuple[DisclosureLine, ...]
    more: bool


class ListDisclosures(Query):
    """List what consumers of service 3.11.01 were answered about a proceeding."""

    type: ClassVar[str] = "lea.edge.list-disclosures.v1"
    reply: ClassVar[Model] = Disclosures
    actors: ClassVar[tuple[str, ...]] = ACCOUNTABLE
    proceeding: ProceedingNumber
    since: date
    """First day, by the time of Minsk."""
    until: date
    """Last day."""
    after: LogPlace | None = None
    """The last record that is known already."""
    limit: Annotated[int, Field(ge=1, le=100)] = 25

    @model_validator(mode="after")
    def _some_days(self) -> Self:
        check_days(self.since, self.until)
        return self


class KnownMoment(Contract):
    """What a request asked for: the end of a day, as was known at a moment."""

    as_of: date | None = None
    """None: as things stood."""
    known_at: Instant


class KnownState(Contract):
    """The status of a proceeding, as the read model knew it."""

    status: str
    reason: str
    since: date


class KnownStates(Contract):
    """One for each moment; none where the proceeding was not known, or it was not kept."""

    states: tuple[KnownState | None, ...]


class ListKnownStates(Query):
    """List the status that the read model of service 3.11.01 had of a proceeding at some moments."""

    type: ClassVar[str] = "lea.court_query.list-known-states.v1"
    reply: ClassVar[Model] = KnownStates
    actors: ClassVar[tuple[str, ...]] = ACCOUNTABLE
    proceeding: ProceedingNumber
    moments: Annotated[tuple[KnownMoment, ...], Field(max_length=100)]


class ChainLines(Contract):
    """Records of a chain as they are exported, and the chain after it."""

    lines: tuple[str, ...]
    """Canonical JSON, in the order of the chain."""
    last: Sequence = 0
    """Number of the last of them."""
    following: UUID | None = None
    """The next chain; none after the last one, and while this one goes on."""


class ReadAccessLog(Query):
    """Read a chain of the access log as it is exported."""

    type: ClassVar[str] = "lea.edge.read-access-log.v1"
    reply: ClassVar[Model] = ChainLines
    actors: ClassVar[tuple[str, ...]] = CONSOLE
    chain: UUID | None = None
    """None: none is read, and the first chain is named."""
    after: Sequence = 0
    """Only what follows this record."""
    limit: Annotated[int, Field(ge=1, le=LINES_AT_MOST)] = LINES_AT_MOST


class LogHead(Contract):
    """The head of a chain, as it was sealed."""

    sequence: Sequence
    hash: Hash
    at: Instant
    sealed_at: Instant


class LogRestore(Contract):
    """A restore of the log's database."""

    restored_at: Instant
    moment: Instant
    actor: str
    reason: str
    chains: tuple[CutChain, ...]


class LogArchive(Contract):
    """A partition of the log that is in a file, and no longer in the database."""

    archived_at: Instant
    partition: str
    records: Sequence
    digest: Hash
    """SHA-256 of the lines of the file before the last one."""
    actor: str
    reason: str
    chains: tuple[ArchivedChain, ...]


class ChainHeads(Contract):
    """Heads of a chain, and the chain after it."""

    heads: tuple[LogHead, ...]
    following: UUID | None = None
    """The next chain; none after the last one, and while this one goes on."""
    restores: tuple[LogRestore, ...] = ()
    """With the first chain only: every restore."""
    archives: tuple[LogArchive, ...] = ()
    """With the first chain only: every archive of chains that have records since the moment."""


class ListLogHeads(Query):
    """List the heads of a chain that are kept outside the edge, from the last one sealed before a moment."""

    type: ClassVar[str] = "lea.court_query.list-log-heads.v1"
    reply: ClassVar[Model] = ChainHeads
    actors: ClassVar[tuple[str, ...]] = CONSOLE
    since: Instant
    chain: UUID | None = None
    """None: none is read, and the first chain is named."""
    after: Sequence = 0
    """Only heads of later records."""
    limit: Annotated[int, Field(ge=1, le=LINES_AT_MOST)] = LINES_AT_MOST
