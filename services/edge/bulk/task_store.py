"""Bulk requests as an API process sees them: it stores lines, and reads progress and results."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from services.edge.bulk.domain.tasks import BulkSubmission, StoredTask
from services.edge.bulk.tables import COLUMNS, task_of
from shared.database import Pool

_OPEN = "SELECT count(*) FROM bulk_task WHERE consumer = $1 AND state = ANY ($2)"
_BEGIN = """
    INSERT INTO bulk_task (id, consumer, request_id, legal_ground, court_case, language, as_of, as_known_at,
                           received_at, part_size, state)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'receiving')
"""
_COMPLETE = f"""
    UPDATE bulk_task SET state = 'waiting', look_ups = $2, parts = $3, request_digest = $4
    WHERE id = $1 AND state = 'receiving' RETURNING {COLUMNS}
"""  # noqa: S608 - constants only
_DROP = "UPDATE bulk_task SET state = 'dropped' WHERE id = $1 AND state = 'receiving'"
_TASK = f"""
    SELECT {COLUMNS} FROM bulk_task WHERE id = $1 AND consumer = $2 AND state NOT IN ('receiving', 'dropped')
"""  # noqa: S608
_RESULT = "SELECT lines FROM bulk_output WHERE task = $1 AND part >= $2 AND part < $3 ORDER BY part"
_PARTS_AT_ONCE = 4  # parts of a result that are read in one statement


class ResultGone(LookupError):
    """The result expired while it was being fetched."""


class BulkTaskStore:
    """Stores bulk requests and returns results."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def count_receiving(self, consumer: str) -> int:
        """How many bulk requests of a consumer are being received."""
        return await self._count(consumer, "receiving")

    async def count_unanswered(self, consumer: str) -> int:
        """How many bulk requests of a consumer were received and are not answered yet."""
        return await self._count(consumer, "waiting", "running")

    async def _count(self, consumer: str, *states: str) -> int:
        count: int = await self._pool.fetchval(_OPEN, consumer, states)
        return count

    async def begin(self, task: UUID, submission: BulkSubmission) -> None:
        """Begin to receive a bulk request."""
        purpose = submission.purpose
        await self._pool.execute(
            _BEGIN, task, submission.consumer, purpose.request_id, purpose.legal_ground, purpose.court_case,
            submission.language, submission.at.as_of, submission.at.as_known_at, submission.received_at,
            submission.part_size,
        )  # fmt: skip

    async def add(self, task: UUID, first: int, parts: Sequence[bytes]) -> None:
        """Store parts, the first of which has this number."""
        records = [(task, number, part) for number, part in enumerate(parts, start=first)]
        await self._pool.copy_records_to_table("bulk_input", records=records, columns=("task", "part", "lines"))

    async def complete(self, task: UUID, look_ups: int, parts: int, digest: bytes) -> StoredTask:
        """All lines are stored, with this SHA-256: queue the task."""
        return task_of(await self._pool.fetchrow(_COMPLETE, task, look_ups, parts, digest))

    async def drop(self, task: UUID) -> None:
        """Discard what was received, unless it is complete."""
        await self._pool.execute(_DROP, task)

    async def task(self, task: UUID, consumer: str) -> StoredTask | None:
        """A bulk request of this consumer."""
        row = await self._pool.fetchrow(_TASK, task, consumer)
        return task_of(row) if row else None

    async def result(self, task: StoredTask) -> AsyncIterator[bytes]:
        """The result, part by part. Raises ResultGone."""
        for first in range(0, task.parts, _PARTS_AT_ONCE):
            rows = await self._pool.fetch(_RESULT, task.id, first, first + _PARTS_AT_ONCE)
            if len(rows) < min(_PARTS_AT_ONCE, task.parts - first):
                raise ResultGone
            for row in rows:
                yield row["lines"]
