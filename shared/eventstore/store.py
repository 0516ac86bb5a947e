"""Events in PostgreSQL: appended with optimistic concurrency, loaded by stream, read in the order they were committed.

Reading in commit order goes by (transaction id, position) and stops short of the oldest transaction that still runs,
so a transaction that commits late is never skipped. Transaction ids are those of the whole cluster: one that stays open
in another database holds readers back, too, unless they look where it is (`read_since_of_this_database`).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from contracts.catalogue import EVENTS
from contracts.envelope import EventEnvelope
from contracts.recording import Recording
from contracts.registry import Registry
from shared.database import Connection
from shared.eventstore.horizon import HORIZON_HERE
from shared.eventstore.metrics import EVENTS_APPENDED
from shared.services import source_of

CHANNEL = "event_appended"
"""Notified once by every transaction that appends."""

COLUMNS = (
    "stream, version, id, type, effective_date, recorded_at, actor, correlation_id, causation_id,"
    " traceparent, tracestate, recording, inputs, data"
)
"""Those of an event that are published."""
_APPEND = f"""
    WITH appended AS (
        INSERT INTO event ({COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::integer[], $3::uuid[], $4::text[], $5::date[], $6::timestamptz[],
                             $7::text[], $8::uuid[], $9::uuid[], $10::text[], $11::text[], $12::text[],
                             $13::text[], $14::bytea[])
    )
    SELECT pg_notify('{CHANNEL}', '')
"""  # noqa: S608 - constants only
_LOAD = f"SELECT {COLUMNS} FROM event WHERE stream = ANY($1::uuid[]) ORDER BY stream, version"  # noqa: S608
_LOAD_SINCE = f"""
    SELECT {COLUMNS} FROM event JOIN unnest($1::uuid[], $2::integer[]) AS since (stream, first) USING (stream)
    WHERE version >= first ORDER BY stream, version
"""  # noqa: S608
_READ_SINCE = f"""
    SELECT xid, position, {COLUMNS} FROM event
    WHERE (xid, position) > ($1, $2) AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, position LIMIT $3
"""  # noqa: S608
_READ_SINCE_HERE = f"""
    SELECT xid, position, {COLUMNS} FROM event
    WHERE (xid, position) > ($1, $2) AND xid < {HORIZON_HERE}
    ORDER BY xid, position LIMIT $3
"""  # noqa: S608
_HOLDER = """
    SELECT activity.usename AS role, activity.pid
    FROM pg_locks AS held LEFT JOIN pg_stat_activity AS activity USING (pid)
    WHERE held.locktype = 'transactionid' AND held.mode = 'ExclusiveLock' AND held.granted
      AND coalesce(activity.datname, current_database()) = current_database()
    ORDER BY age(held.transactionid) DESC LIMIT 1
"""
_OLDEST_SINCE = """
    SELECT recorded_at FROM event WHERE (xid, position) > ($1, $2) ORDER BY xid, position LIMIT 1
"""


FROM_ELSEWHERE = """
    SELECT coalesce((SELECT xid FROM event ORDER BY xid DESC, position DESC LIMIT 1)
                    >= pg_snapshot_xmax(pg_current_snapshot()), false)
"""
"""Whether the stored transaction ids are ahead of the server's: the database comes from another cluster."""


class Checkpoint(NamedTuple):
    """A place in the order of commits; everything up to and including it has been read."""

    xid: int
    position: int


BEGINNING = Checkpoint(0, 0)


class EventStore:
    """The event store of one service."""

    def __init__(self, service: str, registry: Registry = EVENTS) -> None:
        self.source = source_of(service)
        self._registry = registry

    async def append(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        """Store the events in the caller's transaction and notify the relay.

        Raises asyncpg.UniqueViolationError if one of the versions has been taken by another transaction.
        """
        if not events:
            return
        rows = [
            (
                event.stream,
                event.version,
                event.id,
                event.type,
                event.effective_date,
                event.recorded_at,
                event.actor,
                event.correlation_id,
                event.causation_id,
                event.traceparent,
                event.tracestate,
                event.recording and event.recording.compact(),
                event.inputs,
                event.data.model_dump_json().encode(),
            )
            for event in events
        ]
        await connection.execute(_APPEND, *(list(column) for column in zip(*rows, strict=True)))
        EVENTS_APPENDED.inc(len(events))

    async def load(self, connection: Connection, stream: UUID) -> list[EventEnvelope[Any]]:
        """The events of a stream by version; none if there is no such stream."""
        return (await self.load_many(connection, [stream])).get(stream, [])

    async def load_many(
        self, connection: Connection, streams: Collection[UUID]
    ) -> Mapping[UUID, list[EventEnvelope[Any]]]:
        """The events of several streams by version, in one round trip."""
        loaded: dict[UUID, list[EventEnvelope[Any]]] = defaultdict(list)
        for row in await connection.fetch(_LOAD, list(streams)):
            loaded[row["stream"]].append(self.decode(row))
        return loaded

    async def load_since(self, connection: Connection, since: Mapping[UUID, int]) -> dict[UUID, list[Any]]:
        """The rows of the streams' events from these versions on, for `decode`; in one round trip."""
        loaded: dict[UUID, list[Any]] = {stream: [] for stream in since}
        for row in await connection.fetch(_LOAD_SINCE, list(since), list(since.values())):
            loaded[row["stream"]].append(row)
        return loaded

    def decode(self, row: Mapping[str, Any]) -> EventEnvelope[Any]:
        """The event of a row; data of older versions is brought up to date.

        Raises UnknownType or MalformedMessage if the code does not know what is stored.
        """
        columns = dict(row)
        data = self._registry.decode(columns["type"], columns["data"])
        columns.pop("xid", None)
        columns.pop("position", None)
        if (recording := columns.get("recording")) is not None:
            columns["recording"] = Recording.model_validate_json(recording, extra="ignore")
        # The columns have their types from the database: validating each again would only cost time.
        return EventEnvelope.trusted(**{**columns, "source": self.source, "type": data.type, "data": data})


async def read_since(connection: Connection, after: Checkpoint, limit: int) -> list[Any]:
    """The rows of at most `limit` events after a checkpoint, in the order of commits; `data` as the stored bytes."""
    rows: list[Any] = await connection.fetch(_READ_SINCE, *after, limit)
    return rows


async def read_since_of_this_database(connection: Connection, after: Checkpoint, limit: int) -> list[Any]:
    """As `read_since`, in spite of transactions of other databases, which store no events here; takes longer."""
    rows: list[Any] = await connection.fetch(_READ_SINCE_HERE, *after, limit)
    return rows


async def oldest_transaction(connection: Connection) -> str | None:
    """Who has the oldest transaction of this database that has written; none: there is none."""
    row = await connection.fetchrow(_HOLDER)
    if row is None:
        return None
    return f"role {row['role']}, pid {row['pid']}" if row["pid"] else "a prepared transaction"


async def oldest_since(connection: Connection, after: Checkpoint) -> datetime | None:
    """When the first event after a checkpoint was recorded, one still held back by an open transaction included."""
    moment: datetime | None = await connection.fetchval(_OLDEST_SINCE, *after)
    return moment


def checkpoint_of(row: Mapping[str, Any]) -> Checkpoint:
    """The place of a row in the order of commits."""
    return Checkpoint(row["xid"], row["position"])
