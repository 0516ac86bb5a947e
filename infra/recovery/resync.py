"""Brings a service back that has applied events which a restored store of its source does not have.

What it can do depends on what the service makes of events: the read model and the watched streams are built anew from
the store, what intake keeps of proceedings as well. What policies of `proceedings` did stands: it is named, for people
to decide. Then the positions agree with the store, and the consumer goes on.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

import asyncpg

from contracts.envelope import EventEnvelope
from infra.database.databases import DATABASES, EVENT_READER
from infra.recovery.consumers import consumers_of, key_of
from infra.recovery.numbers import reserve
from infra.recovery.orphans import orphans
from infra.recovery.setting_back import (
    agreeing,
    at_the_end,
    back_to,
    positions_of,
    set_positions,
    settle_held,
)
from infra.stack.addresses import Addresses
from services.court_query.projections import NAME as READ_MODEL
from services.court_query.read_model import active_copy
from services.court_query.rebuild import rebuild
from services.deadlines.application import application as deadlines
from services.deadlines.rebuilding import read_anew
from services.intake.rebuilding import make_anew
from shared.clock import SystemClock
from shared.database import Connection, Pool, in_transaction
from shared.eventstore.epochs import latest_epoch
from shared.eventstore.republishing import request_republication
from shared.eventstore.store import EventStore
from shared.law.rule_sets import RuleSets
from shared.reconciliation.comparison import Comparison, Key, compare_positions
from shared.reconciliation.guard import record_standing

_AUDIT = """
    INSERT INTO resynchronisation (consumer, source, epoch, actor, reason, report)
    VALUES ($1, $2, $3, $4, $5, $6)
"""
_NUMBERS = "SELECT id, number FROM {copy.schema}.proceeding WHERE id = ANY($1::uuid[])"
_HOLDERS = "SELECT number, id FROM {copy.schema}.proceeding WHERE number = ANY($1::text[])"

Streams = Mapping[UUID, Sequence[EventEnvelope[Any]]]


@dataclass(slots=True)
class Resynced:
    """What was done about one consumer and one source, and what people have to decide."""

    consumer: str
    source: str
    streams: list[UUID] = field(default_factory=list)
    """In which the consumer was ahead or differed."""
    rebuilt: int = 0
    """Streams of which the tables were built anew."""
    set_back: int = 0
    """Streams whose positions were set back; their events come again."""
    dropped: int = 0
    """Held messages whose events are gone."""
    retried: int = 0
    """Held messages that are tried again."""
    republished: int | None = None
    """The request by which the source publishes the events of these streams again."""
    orphans: list[dict[str, Any]] = field(default_factory=list)
    """Acts that policies caused by events which are gone."""
    statements: list[dict[str, str]] = field(default_factory=list)
    """Statements accepted because a document had come back by an event that is gone."""
    numbers: list[dict[str, str | None]] = field(default_factory=list)
    """Proceedings the court may know: their numbers are gone, or stand for another proceeding now."""


@dataclass(frozen=True, slots=True)
class _Work:
    """A consumer and the store it is brought in line with."""

    addresses: Addresses
    service: str
    consumer: str
    source: str
    key: Key
    store: Connection
    epoch: UUID
    actor: str
    reason: str


async def resync(addresses: Addresses, service: str, *, actor: str, reason: str) -> list[Resynced]:
    """Bring the consumers of a service back to their sources. Safe while everything runs; may be repeated."""
    done = []
    for consumer, source in consumers_of(service):
        async with asyncpg.create_pool(_owner(addresses, service), min_size=1, max_size=2) as pool:
            store = await asyncpg.connect(_owner(addresses, source), timeout=10)
            try:
                done.append(await _resync(pool, store, addresses, (service, consumer, source), actor, reason))
            finally:
                await store.close(timeout=1)
    return done


async def _resync(
    pool: Pool, store: Connection, addresses: Addresses, names: tuple[str, str, str], actor: str, reason: str
) -> Resynced:
    service, consumer, source = names
    result = Resynced(consumer, source)
    async with pool.acquire() as model:
        key = await key_of(model, consumer, source)
        found = await compare_positions(model, key, store)
    epoch = await latest_epoch(store)
    if epoch is None:
        return result
    work = _Work(addresses, service, consumer, source, key, store, epoch, actor, reason)
    result.streams = [each.stream for each in found.ahead]
    if result.streams and consumer == READ_MODEL:
        await _rebuild_read_model(pool, work, result)
    await in_transaction(pool, lambda model: _bring_back(model, work, result))
    if result.set_back:
        result.republished = await request_republication(store, actor=actor, reason=reason, streams=result.streams)
    return result


async def _bring_back(model: Connection, work: _Work, result: Resynced) -> None:
    """Set positions, held messages and tables right, in one transaction, and let the consumer go on."""
    if result.streams and work.consumer != READ_MODEL:
        events = await EventStore(work.source).load_many(work.store, result.streams)
        streams = {stream: list(events.get(stream, ())) for stream in result.streams}
        await _set_right(model, work, streams, result)
    if result.streams:
        held = await settle_held(model, work.key, work.store, work.epoch, result.streams)
        result.dropped, result.retried = held
        report = json.dumps(asdict(result), default=str)
        await model.execute(_AUDIT, work.consumer, work.key.source, work.epoch, work.actor, work.reason, report)
    await record_standing(model, Comparison(work.consumer, work.key.source), work.epoch)


async def _set_right(model: Connection, work: _Work, streams: Streams, result: Resynced) -> None:
    positions = await positions_of(model, work.key, list(streams))
    if work.service in _BUILT_ANEW:
        await _BUILT_ANEW[work.service](model, work, streams, result)
        result.rebuilt = len(streams)
        await set_positions(model, work.key, {stream: at_the_end(streams[stream]) for stream in positions})
        return
    if work.service == "proceedings":
        result.orphans = [each._asdict() for each in await orphans(model, work.source, streams)]
    back = {
        stream: back_to(position, agreeing(position, [event.id for event in streams[stream]]))
        for stream, position in positions.items()
    }
    await set_positions(model, work.key, back)
    result.set_back = len(back)


async def _read_limits_anew(model: Connection, work: _Work, streams: Streams, _: Resynced) -> None:
    rule_sets, clock = RuleSets.load(), SystemClock()
    await read_anew(model, deadlines(rule_sets, clock), rule_sets, clock, streams, work.actor)


async def _make_documents_anew(model: Connection, _: _Work, streams: Streams, result: Resynced) -> None:
    result.statements = await make_anew(model, streams)


_BUILT_ANEW = {"deadlines": _read_limits_anew, "intake": _make_documents_anew}


async def _rebuild_read_model(pool: Pool, work: _Work, result: Resynced) -> None:
    before = await _numbers_of(pool, result.streams)
    store_url = work.addresses.database(EVENT_READER, DATABASES[work.source].name)
    await rebuild(_owner(work.addresses, work.service), store_url)
    result.rebuilt = len(result.streams)
    after = await _numbers_of(pool, before)
    async with pool.acquire() as model:
        copy = await active_copy(model)
        rows = await model.fetch(_HOLDERS.format(copy=copy), list(before.values()))
    holders = {row["number"]: row["id"] for row in rows}
    if work.source == "proceedings":
        await reserve(work.store, {id_: before[id_] for id_ in before.keys() - after}, work.actor, work.reason)
    result.numbers = [
        {"number": number, "proceeding": str(id_), "stands_for": str(holders[number]) if number in holders else None}
        for id_, number in before.items()
        if after.get(id_) != number
    ]


async def _numbers_of(pool: Pool, ids: Collection[UUID]) -> dict[UUID, str]:
    async with pool.acquire() as model:
        copy = await active_copy(model)
        rows = await model.fetch(_NUMBERS.format(copy=copy), list(ids))
    return {row["id"]: row["number"] for row in rows}


def _owner(addresses: Addresses, service: str) -> str:
    kind = DATABASES[service]
    return addresses.database(kind.owner, kind.name)
