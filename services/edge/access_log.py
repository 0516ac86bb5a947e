"""The access log: a record of every request is on disk before its answer leaves.

Records of requests that are answered at the same time go to the database together, in one statement and one commit.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from prometheus_client import Counter, Histogram

from contracts.identifiers import new_id
from services.edge.domain.requests import Purpose
from services.edge.settings import EdgeSettings
from services.edge.together import Together
from shared.database import Connection, connect
from shared.telemetry.logs import get_logger

RECORDS = Counter("lea_access_log_records", "Records written to the access log")
FAILURES = Counter("lea_access_log_failures", "Batches of records that could not be written")
SECONDS = Histogram(
    "lea_access_log_seconds", "Time to write a batch of records",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)  # fmt: skip

_log = get_logger(__name__)

_BATCH = 500
# While one batch is on its way to the disk, the next is already written; the database flushes them together.
_LANES, _WORTHWHILE = 2, 8
_COLUMNS = (
    "id", "at", "operation", "consumer", "request_id", "request_digest", "legal_ground", "court_case", "as_of",
    "look_ups", "outcomes", "proceedings", "status", "problem", "answer_digest", "trace_id",
)  # fmt: skip


class LogUnavailable(RuntimeError):
    """The record could not be written: nothing may be answered."""


@dataclass(slots=True)
class Record:
    """What is kept of a request; filled in as it becomes known. Holds no data of the debtor."""

    at: datetime
    operation: str
    trace_id: str | None = None
    consumer: str | None = None
    request_id: UUID | None = None
    request_digest: bytes | None = None
    legal_ground: str | None = None
    court_case: str | None = None
    as_of: date | None = None
    look_ups: Sequence[str] = ()
    outcomes: Sequence[str] = ()
    proceedings: Sequence[str] = ()

    def asked_for(self, purpose: Purpose) -> None:
        """Note why it is asked."""
        self.request_id = purpose.request_id
        self.legal_ground = purpose.legal_ground
        self.court_case = purpose.court_case

    def row(self, status: int, problem: str | None, answer_digest: bytes) -> tuple[Any, ...]:
        """As it is kept; without a result, the look-ups had none."""
        look_ups = self.look_ups if self.outcomes else ()
        return (
            new_id(), self.at, self.operation, self.consumer, self.request_id, self.request_digest,
            self.legal_ground, self.court_case, self.as_of, look_ups, self.outcomes, self.proceedings,
            status, problem, answer_digest, self.trace_id,
        )  # fmt: skip


class AccessLog:
    """Writes records; a part of the service."""

    def __init__(self, settings: EdgeSettings) -> None:
        self._settings = settings
        self._together = Together(self._write, at_most=_BATCH, lanes=_LANES, worthwhile=_WORTHWHILE)
        self._idle: list[Connection] = []
        self._failed: str | None = None

    async def write(self, row: tuple[Any, ...]) -> None:
        """Return when the record is committed. Raises LogUnavailable."""
        await self._together.do(row)

    async def run(self) -> None:
        """Write what waits until cancelled; outlives the database being away."""
        try:
            await self._together.run()
        finally:
            for connection in self._idle:
                await _close(connection)

    async def readiness(self) -> str | None:
        """Why nothing can be written; None if it can."""
        return f"access log: {self._failed}" if self._failed else None

    async def _write(self, rows: Sequence[tuple[Any, ...]]) -> Sequence[None]:
        try:
            with SECONDS.time():
                async with asyncio.timeout(self._settings.log_timeout):
                    await self._copy(rows)
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must not be answered
            self._failed = type(error).__name__
            FAILURES.inc()
            _log.error("access log not written", records=len(rows), reason=self._failed)
            raise LogUnavailable(self._failed) from None
        self._failed = None
        RECORDS.inc(len(rows))
        return [None] * len(rows)

    async def _copy(self, rows: Sequence[tuple[Any, ...]]) -> None:
        connection = await self._connection()
        try:
            await connection.copy_records_to_table("access_log", records=rows, columns=_COLUMNS)
        except BaseException:
            # Whatever state it is in, the next batch does not depend on it.
            await _close(connection)
            raise
        self._idle.append(connection)

    async def _connection(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
        return await connect(self._settings, "access-log")


async def _close(connection: Connection) -> None:
    with suppress(Exception):
        await connection.close(timeout=1)
