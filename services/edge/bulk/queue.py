"""The worker's side of bulk requests, in the edge's own database.

A task is leased for one part, and whatever follows from the part is one transaction: a worker that dies at any moment
leaves a part undone, which is then done by the next.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from services.edge.bulk.domain.parts import Task
from services.edge.bulk.tasks import COLUMNS, task_of
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
_MOVE = """
    UPDATE bulk_task
    SET parts_done = parts_done + 1, done = done + $3, outcomes = $4, data_as_of = least(data_as_of, $5),
        served_at = $6, leased_until = NULL,
        kinds = ARRAY(SELECT DISTINCT kind FROM unnest(kinds || $7::text[]) AS kind ORDER BY kind)
    WHERE id = $1 AND parts_done = $2 AND state = 'running' RETURNING true
"""
_KEEP = "INSERT INTO bulk_output (task, part, lines) VALUES ($1, $2, $3)"
_FORGET = "DELETE FROM bulk_input WHERE task = $1 AND part = $2"
_RESULT = "SELECT part, lines FROM bulk_output WHERE task = $1 AND part >= $2 AND part < $3 ORDER BY part"
_RELEASE = "UPDATE bulk_task SET served_at = $2, leased_until = NULL WHERE id = $1 AND state = 'running'"
# Whoever is let in draws of a quota, every time after a moment without requests: whichever instance is asked, it shows.
_ASKED_AGO = "SELECT extract(epoch FROM clock_timestamp() - max(filled_at))::float8 FROM budget"
_FINISH = """
    UPDATE bulk_task SET state = 'done', size = $2, digest = $3, finished_at = $4, expires_at = $5, leased_until = NULL
    WHERE id = $1 AND state = 'running'
"""
_TIDY = (
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


class Done(NamedTuple):
    """A part that was answered."""

    lines: bytes
    """Its result."""
    look_ups: int
    outcomes: str
    """Those of the task, with this part counted (JSON)."""
    kinds: Collection[str]
    """Kinds of the look-ups that were answered."""
    data_as_of: datetime


class Queue:
    """Bulk requests that wait to be answered."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def lease(self, now: datetime, until: datetime, rights: Collection[tuple[str, str]]) -> Task | None:
        """The task whose turn it is, of a consumer and on a ground in `rights`; nobody else has it until then."""
        consumers, grounds = [consumer for consumer, _ in rights], [ground for _, ground in rights]
        row = await self._pool.fetchrow(_LEASE, now, until, consumers, grounds)
        return task_of(row) if row else None

    async def part(self, task: Task) -> bytes | None:
        """The lines that are next; none if another worker was faster."""
        lines: bytes | None = await self._pool.fetchval(_PART, task.id, task.parts_done)
        return lines

    async def keep(self, task: Task, done: Done, now: datetime) -> bool:
        """Keep the result of the next part and forget what was asked; False if another worker was faster."""
        async with self._pool.acquire() as connection, connection.transaction():
            moved = await connection.fetchval(
                _MOVE,
                task.id,
                task.parts_done,
                done.look_ups,
                done.outcomes,
                done.data_as_of,
                now,
                list(done.kinds),
            )
            if moved:
                await connection.execute(_KEEP, task.id, task.parts_done, done.lines)
                await connection.execute(_FORGET, task.id, task.parts_done)
            return bool(moved)

    async def results(self, task: Task, first: int, count: int) -> list[tuple[int, bytes]]:
        """Parts of the result by their numbers, so many from the first wanted on."""
        return [(row["part"], row["lines"]) for row in await self._pool.fetch(_RESULT, task.id, first, first + count)]

    async def release(self, task: Task, now: datetime) -> None:
        """Let others have their turn."""
        await self._pool.execute(_RELEASE, task.id, now)

    async def finish(self, task: Task, size: int, digest: bytes, now: datetime, expires_at: datetime) -> None:
        """All parts are answered: the result, of this size and SHA-256, may be fetched."""
        await self._pool.execute(_FINISH, task.id, size, digest, now, expires_at)

    async def asked_ago(self) -> float | None:
        """Seconds since somebody's request was let in; none if nobody's ever was."""
        seconds: float | None = await self._pool.fetchval(_ASKED_AGO)
        return seconds

    async def tidy(self, now: datetime, *, upload: timedelta, patience: timedelta, forgotten: timedelta) -> None:
        """Delete uploads that came to nothing, results that expired, and tasks of long ago."""
        for statement, moments in zip(_TIDY, ((now - upload,), (now, now - patience), (now - forgotten,)), strict=True):
            await self._pool.execute(statement, *moments)
