"""The door's side of bulk requests: lines come in, results go out."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.edge.bulk.domain.parts import Task
from services.edge.bulk.tasks import COLUMNS, task_of
from services.edge.lookup.domain.requests import Purpose
from shared.database import Pool
from shared.law.names import Language

_OPEN = "SELECT count(*) FROM bulk_task WHERE consumer = $1 AND state = ANY ($2)"
_BEGIN = """
    INSERT INTO bulk_task (id, consumer, request_id, legal_ground, court_case, language, as_of, received_at, part_size,
                           state)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'receiving')
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
_AT_A_TIME = 4  # parts read ahead of a consumer that fetches its result


class ResultGone(LookupError):
    """The result expired while it was being fetched."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A bulk request without its lines."""

    consumer: str
    purpose: Purpose
    language: Language
    as_of: date | None
    received_at: datetime
    part_size: int

    @property
    def in_headers(self) -> tuple[str | None, ...]:
        """What is asked besides the lines: with another value it is another request."""
        day = self.as_of.isoformat() if self.as_of else None
        return self.language, day, self.purpose.legal_ground, self.purpose.court_case


class Counter:
    """Takes bulk requests in and hands results out."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def coming(self, consumer: str) -> int:
        """How many bulk requests of a consumer are coming in."""
        return await self._count(consumer, "receiving")

    async def unanswered(self, consumer: str) -> int:
        """How many bulk requests of a consumer were taken in and are not answered yet."""
        return await self._count(consumer, "waiting", "running")

    async def _count(self, consumer: str, *states: str) -> int:
        count: int = await self._pool.fetchval(_OPEN, consumer, states)
        return count

    async def begin(self, task: UUID, asked: Asked) -> None:
        """Make ready for the lines."""
        purpose = asked.purpose
        await self._pool.execute(
            _BEGIN, task, asked.consumer, purpose.request_id, purpose.legal_ground, purpose.court_case,
            asked.language, asked.as_of, asked.received_at, asked.part_size,
        )  # fmt: skip

    async def add(self, task: UUID, first: int, parts: Sequence[bytes]) -> None:
        """Keep parts, the first of which has this number."""
        records = [(task, number, part) for number, part in enumerate(parts, start=first)]
        await self._pool.copy_records_to_table("bulk_input", records=records, columns=("task", "part", "lines"))

    async def complete(self, task: UUID, look_ups: int, parts: int, digest: bytes) -> Task:
        """All lines are there, with this SHA-256: have them answered."""
        return task_of(await self._pool.fetchrow(_COMPLETE, task, look_ups, parts, digest))

    async def drop(self, task: UUID) -> None:
        """Forget what has come."""
        await self._pool.execute(_DROP, task)

    async def task(self, task: UUID, consumer: str) -> Task | None:
        """A bulk request of this consumer."""
        row = await self._pool.fetchrow(_TASK, task, consumer)
        return task_of(row) if row else None

    async def result(self, task: Task) -> AsyncIterator[bytes]:
        """The result, part by part. Raises ResultGone."""
        for first in range(0, task.parts, _AT_A_TIME):
            rows = await self._pool.fetch(_RESULT, task.id, first, first + _AT_A_TIME)
            if len(rows) < min(_AT_A_TIME, task.parts - first):
                raise ResultGone
            for row in rows:
                yield row["lines"]
