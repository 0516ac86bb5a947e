"""What a restore to a moment loses: what was accepted after it, and to whom it had been reported.

Read from the archive: two clusters are compared, one at the end of the archive and one at the moment. Both have the
same history until the moment, and versions of a stream and records of a chain are contiguous, so whatever goes beyond
the end of a stream or chain is what was lost.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from contracts.events.edge import AccessLogArchived
from contracts.identifiers import ARCHIVES
from infra.stack.addresses import EDGE
from services.edge.access_log.tables import exported
from services.edge.registry.application import registrations
from shared.access_log.verification import KeptHead
from shared.database import Connection
from shared.eventstore.store import EventStore
from shared.reconciliation.stores import stored_at
from shared.services import owners_of_streams

_EARLIER = timedelta(hours=1)
"""How much earlier than its commit an event may say it was recorded: longest transaction, and clocks that differ."""

_CANDIDATES = """
    SELECT stream, version, type, recorded_at, actor, causation_id FROM event
    WHERE recorded_at >= $1 ORDER BY recorded_at, stream, version
"""
_COUNT = "SELECT count(*) FROM event"
_NUMBERS = "SELECT proceeding, number FROM proceeding_number WHERE proceeding = ANY ($1::uuid[])"
_CHAINS = """
    WITH RECURSIVE chains AS (
        (SELECT chain FROM access_log ORDER BY chain LIMIT 1)
        UNION ALL
        SELECT (SELECT chain FROM access_log WHERE chain > chains.chain ORDER BY chain LIMIT 1)
        FROM chains WHERE chains.chain IS NOT NULL
    )
    SELECT chain, (SELECT max(sequence) FROM access_log WHERE access_log.chain = chains.chain) AS sequence
    FROM chains WHERE chain IS NOT NULL
"""


@dataclass(frozen=True)
class LostEvent:
    """An event that was accepted after the moment. Its actor had got the reply."""

    service: str
    stream: UUID
    version: int
    type: str
    at: datetime
    actor: str
    cause: UUID
    """The command or event that led to it."""
    number: str | None = None
    """Of the proceeding, where it is about one."""


@dataclass(frozen=True)
class LostAnswer:
    """An answer that was given after the moment, as the access log recorded it."""

    at: datetime
    consumer: str | None
    key: str | None
    operation: str
    request_id: UUID | None
    legal_ground: str | None
    court_case: str | None
    proceedings: Sequence[str]
    status: int
    about_lost: bool
    """It is about a proceeding of which events were lost: what it said may be true no longer."""
    chain: UUID
    sequence: int


@dataclass(frozen=True)
class UnknownAnswers:
    """Answers of which only a kept head is left: their records had not been archived."""

    chain: UUID
    first: int
    last: int
    at: datetime
    """When the last one was asked for."""


@dataclass(frozen=True)
class Losses:
    """All that a restore loses, as far as archive and kept heads know it."""

    events: Sequence[LostEvent]
    answers: Sequence[LostAnswer]
    unknown: Sequence[UnknownAnswers]
    consumers: Sequence[str]
    """Consumers whose registration changed after the moment."""
    chains: Mapping[UUID, tuple[int, int]]
    """Chains of the access log that were cut: the last record that is left (0: none), the last one known."""


async def lost_events(service: str, end: Connection, at_moment: Connection, moment: datetime) -> list[LostEvent]:
    """The events of a service at the end of the archive that were not there at the moment.

    Raises RuntimeError if the two stores do not differ by exactly these.
    """
    candidates = await end.fetch(_CANDIDATES, moment - _EARLIER)
    left = await stored_at(at_moment, {row["stream"]: row["version"] for row in candidates})
    lost = [
        LostEvent(
            service, row["stream"], row["version"], row["type"], row["recorded_at"], row["actor"], row["causation_id"]
        )
        for row in candidates
        if row["version"] > left[row["stream"]].version
    ]
    missing = await end.fetchval(_COUNT) - await at_moment.fetchval(_COUNT)
    if missing != len(lost):
        raise RuntimeError(f"{service}: {missing} events are missing, {len(lost)} were found")
    return lost


async def numbers_of(proceedings: Connection, events: Iterable[LostEvent]) -> dict[UUID, str]:
    """The numbers of the proceedings that these events are about; read at the end of the archive."""
    rows = await proceedings.fetch(_NUMBERS, list({event.stream for event in events}))
    return {row["proceeding"]: row["number"] for row in rows}


async def chain_ends(edge: Connection) -> dict[UUID, int]:
    """The last record of every chain of the access log, also of those whose partition was archived before."""
    archived = {
        chain.chain: chain.last
        for event in await EventStore(EDGE).load(edge, ARCHIVES)
        if isinstance(event.data, AccessLogArchived)
        for chain in event.data.chains
    }
    return archived | {row["chain"]: row["sequence"] for row in await edge.fetch(_CHAINS)}


async def lost_answers(end: Connection, left: Mapping[UUID, int], numbers: Iterable[str]) -> list[LostAnswer]:
    """The records at the end of the archive that come after these ends of their chains."""
    about = set(numbers)
    return [
        LostAnswer(
            at=link.entry.at,
            consumer=link.entry.consumer,
            key=link.entry.key,
            operation=link.entry.operation,
            request_id=link.entry.request_id,
            legal_ground=link.entry.legal_ground,
            court_case=link.entry.court_case,
            proceedings=tuple(link.entry.proceedings),
            status=link.entry.status,
            about_lost=not about.isdisjoint(link.entry.proceedings),
            chain=link.chain,
            sequence=link.sequence,
        )
        async for link in exported(end, left)
    ]


def unknown_answers(heads: Iterable[KeptHead], archived: Mapping[UUID, int]) -> list[UnknownAnswers]:
    """What kept heads say of records that the archive does not have."""
    last: dict[UUID, KeptHead] = {}
    for head in heads:
        chain = UUID(head.chain)
        if head.sequence > max(archived.get(chain, 0), last[chain].sequence if chain in last else 0):
            last[chain] = head
    return [UnknownAnswers(chain, archived.get(chain, 0) + 1, head.sequence, head.at) for chain, head in last.items()]


async def changed_registrations(end: Connection, at_moment: Connection) -> list[str]:
    """Consumers whose registration at the end of the archive is not that of the moment."""
    before = {each.consumer: each for each in await registrations(at_moment)}
    return [each.consumer for each in await registrations(end) if before.get(each.consumer) != each]


def stores() -> Sequence[str]:
    """The services with a store of events."""
    return owners_of_streams()
