"""Writes the access log: committed before an answer leaves, many records in one statement and one commit.

Each database session has a chain of its own. A session whose last commit is in doubt is never written to again: its
chain ends there, with or without the records in doubt, and the next session begins another.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import attrgetter

from prometheus_client import Counter, Histogram

from contracts.identifiers import new_id
from services.edge.access_log.domain.chain import Entry, Head, Link, linked
from services.edge.settings import EdgeSettings
from shared.batching import MicroBatcher
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
COLUMNS = (
    "chain", "sequence", "at", "operation", "consumer", "key", "request_id", "request_digest", "legal_ground",
    "court_case", "as_of", "look_ups", "outcomes", "proceedings", "repeated", "status", "problem", "answer_digest",
    "answer_signature", "trace_id", "previous", "hash",
)  # fmt: skip
"""In the order of the table."""
# A record as a row.
row_of = attrgetter(*(name if name in Link._fields else f"entry.{name}" for name in COLUMNS))
# One round trip, however many they are; COPY takes two.
_ADD = f"INSERT INTO access_log ({', '.join(COLUMNS)}) SELECT * FROM unnest($1::access_log[])"  # noqa: S608


class LogUnavailable(RuntimeError):
    """The record could not be written: nothing may be answered."""


@dataclass(slots=True)
class _Session:
    """A connection, and how far its chain has come."""

    connection: Connection
    head: Head

    async def add(self, entries: Sequence[Entry]) -> None:
        """Add records to the chain."""
        links = list(linked(self.head, entries))
        await self.connection.execute(_ADD, list(map(row_of, links)))
        self.head = links[-1].head


class AccessLog:
    """Writes records; a part of the service."""

    def __init__(self, settings: EdgeSettings) -> None:
        self._settings = settings
        self._batcher = MicroBatcher(self._write, max_batch=_BATCH, max_concurrency=_LANES, min_batch=_WORTHWHILE)
        self._idle: list[_Session] = []
        self._failed: str | None = None

    async def write(self, entry: Entry) -> None:
        """Return when the record is committed. Raises LogUnavailable."""
        await self._batcher.submit(entry)

    async def run(self) -> None:
        """Write what waits until cancelled; outlives the database being away."""
        try:
            await self._batcher.run()
        finally:
            for session in self._idle:
                await _close(session.connection)

    async def readiness(self) -> str | None:
        """Why nothing can be written; None if it can."""
        return f"access log: {self._failed}" if self._failed else None

    async def _write(self, entries: Sequence[Entry]) -> Sequence[None]:
        try:
            with SECONDS.time():
                async with asyncio.timeout(self._settings.log_timeout):
                    await self._append(entries)
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must not be answered
            self._failed = type(error).__name__
            FAILURES.inc()
            _log.error("access log not written", records=len(entries), reason=self._failed)
            raise LogUnavailable(self._failed) from None
        self._failed = None
        RECORDS.inc(len(entries))
        return [None] * len(entries)

    async def _append(self, entries: Sequence[Entry]) -> None:
        session = await self._session()
        try:
            await session.add(entries)
        except BaseException:
            # Nobody knows whether that was committed: the next batch does not build on it.
            await _close(session.connection)
            raise
        self._idle.append(session)

    async def _session(self) -> _Session:
        while self._idle:
            session = self._idle.pop()
            if not session.connection.is_closed():
                return session
        return _Session(await connect(self._settings, "access-log"), Head(new_id()))


async def _close(connection: Connection) -> None:
    with suppress(Exception):
        await connection.close(timeout=1)
