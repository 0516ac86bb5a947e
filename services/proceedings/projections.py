"""By what proceedings are found, open duties, and what went out: tables that follow from the streams of the service.

They are written in the transaction of the events. `IndexBackfill` adds what older releases recorded, and writes anew
what an older form of this code wrote.
"""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any
from uuid import UUID

from contracts.canonical import look_alike_key
from contracts.envelope import EventEnvelope
from contracts.events.parties import PartyRole
from services.proceedings.domain.journal import Journal, State, evolve
from services.proceedings.domain.persons import parties_of
from services.proceedings.domain.views import duties, executor_in
from services.proceedings.outgoing import write_outgoing
from services.proceedings.persons import write_records
from shared.database import Connection, Pool, transaction
from shared.eventstore.store import EventStore
from shared.failures import DatabaseUnavailable
from shared.law.procedures import Item
from shared.messaging.waiting import backoff
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)

FORM = 7
"""Raised by a release that writes the rows otherwise."""
_PAGE = 200
_BEFORE_ALL = UUID(int=0)

Row = tuple[Any, ...]


async def write_index(
    connection: Connection, events: Sequence[EventEnvelope[Any]], states: Mapping[UUID, State]
) -> None:
    """Write the rows of the streams that have these new events."""
    versions = {event.stream: event.version for event in events}
    initiated = {stream: state for stream in versions if (state := states[stream]) is not None}
    await _write(connection, [(stream, versions[stream], state) for stream, state in initiated.items()])


class IndexBackfill:
    """Writes the rows of streams that have none, or older ones; a part of the service."""

    def __init__(self, pool: Pool, store: EventStore) -> None:
        self._pool = pool
        self._store = store

    async def run(self) -> None:
        """Go once over all proceedings, then wait to be cancelled."""
        delays, last, written = backoff(0.5, 10.0), _BEFORE_ALL, 0
        while True:
            try:
                async with transaction(self._pool) as connection:
                    page = [row["proceeding"] for row in await connection.fetch(_MISSING, last, FORM, _PAGE)]
                    await self._add(connection, page)
            except DatabaseUnavailable:
                await asyncio.sleep(next(delays))
                continue
            if not page:
                break
            last, written = page[-1], written + len(page)
        _log.info("index of proceedings is complete", written=written)
        await asyncio.Event().wait()

    async def _add(self, connection: Connection, streams: Sequence[UUID]) -> None:
        stored = await self._store.load_many(connection, streams)
        states = {stream: reduce(evolve, stored[stream], _no_journal()) for stream in streams if stream in stored}
        await _write(
            connection,
            [(stream, stored[stream][-1].version, state) for stream, state in states.items() if state is not None],
        )


def _no_journal() -> State:
    return None


async def _write(connection: Connection, streams: Sequence[tuple[UUID, int, Journal]]) -> None:
    if not streams:
        return
    rows = [_row(*each) for each in sorted(streams, key=lambda each: each[0])]
    newer = {row["proceeding"] for row in await connection.fetch(_INDEX, *_columns(rows))}
    await write_records(connection, [(stream, state) for stream, _, state in streams if stream in newer])
    await write_outgoing(connection, [(stream, state) for stream, _, state in streams if stream in newer])
    await connection.execute("DELETE FROM open_duty WHERE proceeding = ANY($1::uuid[])", list(newer))
    if open_ := [row for stream, _, state in streams if stream in newer for row in _duties(stream, state)]:
        await connection.execute(_OPEN, *_columns(open_))


def _row(stream: UUID, version: int, state: Journal) -> Row:
    initiation, document = state.initiation, state.initiation.document
    moved = [item for item in state.published["status"] if getattr(item.data, "status", None) is not None]
    *_, debtor = parties_of(state, PartyRole.DEBTOR)
    *_, recoverer = parties_of(state, PartyRole.RECOVERER)
    return (
        stream,
        FORM,
        version,
        state.number,
        state.body,
        executor_in(state.published.get("executor", ()), initiation.executor).id,
        moved[-1].data.status.code,  # type: ignore[attr-defined]
        moved[-1].day,
        state.initiated_on,
        document.number,
        look_alike_key(document.number),
        document.issuer.code,
        debtor.name,
        debtor.identifier.kind.value,
        debtor.identifier.value,
        recoverer.name,
        recoverer.identifier.kind.value,
        recoverer.identifier.value,
        state.receiving,
        look_alike_key(document.case_number),
    )


def _duties(stream: UUID, state: Journal) -> Iterable[Row]:
    published: list[Item] = [item for items in state.published.values() for item in items]
    for duty in duties(stream, state, published):
        problems = json.dumps([problem.model_dump(mode="json") for problem in duty.problems])
        yield (
            stream, duty.duty, duty.act, duty.number, duty.body, duty.executor, duty.who, duty.article, duty.opened_on,
            problems, json.dumps(duty.whom),
        )  # fmt: skip


def _columns(rows: Sequence[Row]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


_MISSING = """
SELECT n.proceeding FROM proceeding_number n LEFT JOIN proceeding_index i USING (proceeding)
WHERE n.proceeding > $1 AND (i.form IS NULL OR i.form < $2)
ORDER BY n.proceeding LIMIT $3
"""
_INDEX = """
INSERT INTO proceeding_index (proceeding, form, version, number, body, executor, status, since, initiated_on, document,
                              document_key, issuer, debtor, debtor_kind, debtor_identifier, recoverer, recoverer_kind,
                              recoverer_identifier, receiving, case_key)
SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[],
                     $8::date[], $9::date[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
                     $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[])
ON CONFLICT (proceeding) DO UPDATE SET
    form = excluded.form, version = excluded.version, body = excluded.body, executor = excluded.executor,
    status = excluded.status, since = excluded.since, initiated_on = excluded.initiated_on,
    document = excluded.document, document_key = excluded.document_key, issuer = excluded.issuer,
    debtor = excluded.debtor,
    debtor_kind = excluded.debtor_kind, debtor_identifier = excluded.debtor_identifier, recoverer = excluded.recoverer,
    recoverer_kind = excluded.recoverer_kind, recoverer_identifier = excluded.recoverer_identifier,
    receiving = excluded.receiving, case_key = excluded.case_key
WHERE (proceeding_index.version, proceeding_index.form) < (excluded.version, excluded.form)
RETURNING proceeding
"""
_OPEN = """
INSERT INTO open_duty (proceeding, duty, act, number, body, executor, who, article, opened_on, problems,
                       whom)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                     $9::date[], $10::jsonb[], $11::jsonb[])
ON CONFLICT DO NOTHING
"""
