"""Bulk requests as the worker sees them: a queue of tasks, leased for one part at a time.

Everything that follows from a part is one transaction: the part of a worker that died is answered by the next one.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from services.edge.bulk.domain.tasks import StoredTask
from services.edge.bulk.tables import COLUMNS, task_of
from shared.commits import confirmed
from shared.database import Pool

# Consumers take turns, and so do the tasks of one.
_LEASE = f"""
    UPDATE bulk_task SET leased_until = $2, state = 'running' WHERE id = (
        SELECT own.id FROM bulk_task AS own
        WHERE own.state IN ('waiting', 'running')
          AND (own.consumer, own.legal_ground) IN (SELECT * FROM unnest($3::text[], $4::text[]))
          AND coalesce(own.leased_until, '-infinity') <= $1
        ORDER BY (
            SELECT max(served_at) FROM bulk_task AS other
            WHERE other.consumer = own.consumer AND other.state IN ('waiting', 'running')
        ) NULLS FIRST, own.served_at NULLS FIRST, own.received_at
        LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING {COLUMNS}
"""  # noqa: S608 - constants only
_PART = "SELECT lines FROM bulk_input WHERE task = $1 AND part = $2"
_ADVANCE = """
    UPDATE bulk_task
    SET parts_done = parts_done + 1, done = done + $3, outcomes = $4, data_as_of = least(data_as_of, $5),
        served_at = $6, leased_until = NULL,
        kinds = ARRAY(SELECT DISTINCT kind FROM unnest(kinds || $7::text[]) AS kind ORDER BY kind)
    WHERE id = $1 AND parts_done = $2 AND state = 'running' RETURNING true
"""
_STORE = "INSERT INTO bulk_output (task, part, lines) VALUES ($1, $2, $3)"
_DELETE_LOOK_UPS = "DELETE FROM bulk_input WHERE task = $1 AND part = $2"
_RESULT = "SELECT part, lines FROM bulk_output WHERE task = $1 AND part >= $2 AND part < $3 ORDER BY part"
_RELEASE = "UPDATE bulk_task SET served_at = $2, leased_until = NULL WHERE id = $1 AND state = 'running'"
# Every admitted request draws quota, or uses what was drawn within the last moment: so this holds for all processes.
_IDLE_SECONDS = "SELECT extract(epoch FROM clock_timestamp() - max(filled_at))::float8 FROM budget"
_FINISH = """
    UPDATE bulk_task SET state = 'done', size = $2, digest = $3, finished_at = $4, expires_at = $5, leased_until = NULL
    WHERE id = $1 AND state = 'running'
"""
_CLEAN_UP = (
    "DELETE FROM bulk_task WHERE state = 'dropped' OR (state = 'receiving' AND received_at <= $1)",
    """
    WITH ended AS (
        UPDATE bulk_task SET state = 'expired', leased_until = NULL
        WHERE (state = 'done' AND expires_at <= $1) OR (state IN ('waiting', 'running') AND received_at <= $2)
        RETURNING id
    ), asked AS (DELETE FROM bulk_input WHERE task IN (SELECT id FROM ended))
    DELETE FROM bulk_output WHERE task IN (SELECT id FROM ended)
    """,
    "DELETE FROM bulk_task WHERE state = 'expired' AND received_at <= $1",
)


class AnsweredPart(NamedTuple):
    """A part that was answered."""

    lines: bytes
    """Its result."""
    look_ups: int
    outcomes: str
    """Those of the task, with this part counted (JSON)."""
    kinds: Collection[str]
    """Kinds of the look-ups that were answered."""
    data_as_of: datetime


class BulkTaskQueue:
    """Bulk requests that wait for their answers."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def lease(self, now: datetime, until: datetime, rights: Collection[tuple[str, str]]) -> StoredTask | None:
        """The task whose turn it is, of a consumer and on a ground in `rights`; no other worker gets it until then."""
        consumers, grounds = [consumer for consumer, _ in rights], [ground for _, ground in rights]
        row = await self._pool.fetchrow(_LEASE, now, until, consumers, grounds)
        return task_of(row) if row else None

    async def part(self, task: StoredTask) -> bytes | None:
        """The lines that are next; none if another worker was faster."""
        lines: bytes | None = await self._pool.fetchval(_PART, task.id, task.parts_done)
        return lines

    async def store(self, task: StoredTask, done: AnsweredPart, now: datetime) -> bool:
        """Store the result of the next part and delete its look-ups; False if another worker was faster."""
        async with self._pool.acquire() as connection, confirmed(connection):
            moved = await connection.fetchval(
                _ADVANCE,
                task.id,
                task.parts_done,
                done.look_ups,
                done.outcomes,
                done.data_as_of,
                now,
                list(done.kinds),
            )
            if moved:
                await connection.execute(_STORE, task.id, task.parts_done, done.lines)
                await connection.execute(_DELETE_LOOK_UPS, task.id, task.parts_done)
            return bool(moved)

    async def results(self, task: StoredTask, first: int, count: int) -> list[tuple[int, bytes]]:
        """Parts of the result with their numbers: `count` of them, from `first` on."""
        return [(row["part"], row["lines"]) for row in await self._pool.fetch(_RESULT, task.id, first, first + count)]

    async def release(self, task: StoredTask, now: datetime) -> None:
        """Return the task to the queue, behind the others."""
        await self._pool.execute(_RELEASE, task.id, now)

    async def finish(self, task: StoredTask, size: int, digest: bytes, now: datetime, expires_at: datetime) -> None:
        """All parts are answered: the result, of this size and SHA-256, may be fetched."""
        await self._pool.execute(_FINISH, task.id, size, digest, now, expires_at)

    async def idle_seconds(self) -> float | None:
        """Seconds since a request of any consumer was admitted; none if none ever was."""
        seconds: float | None = await self._pool.fetchval(_IDLE_SECONDS)
        return seconds

    async def clean_up(self, now: datetime, *, upload: timedelta, unanswered: timedelta, retention: timedelta) -> None:
        """Delete uploads that are incomplete after `upload`, expired results, and tasks after `retention`.

        Tasks that are `unanswered` for so long are given up.
        """
        for statement, moments in zip(
            _CLEAN_UP, ((now - upload,), (now, now - unanswered), (now - retention,)), strict=True
        ):
            await self._pool.execute(statement, *moments)
