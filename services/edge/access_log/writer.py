"""Writes the access log: committed before an answer is sent, many records in one statement and one commit.

Each database session has its own chain. A session whose last commit is in doubt is never written to again: its
chain ends there, with or without those records, and the next session begins another. So does every session in a new
month: a chain lies in one partition of the log as a whole.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from prometheus_client import Counter, Histogram

from contracts.identifiers import new_id
from services.edge.access_log.tables import add_links
from services.edge.settings import EdgeSettings
from shared.access_log.chain import ChainHead, Entry, linked
from shared.access_log.months import beginning_of, month_of
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

_MAX_BATCH = 500
# While one batch is being flushed, the next is already written; the database flushes them together.
_MAX_CONCURRENCY, _MIN_BATCH = 2, 8


class LogUnavailable(RuntimeError):
    """The record could not be written: the request may not be answered."""


@dataclass(slots=True)
class _ChainSession:
    """A connection, and how far its chain has come."""

    connection: Connection
    head: ChainHead

    async def add(self, entries: Sequence[Entry]) -> None:
        """Add records to the chain; in a new month, to another one."""
        fresh = new_id()
        if month_of(beginning_of(fresh)) > month_of(beginning_of(self.head.chain)):
            self.head = ChainHead(fresh)
        links = list(linked(self.head, entries))
        await add_links(self.connection, links)
        self.head = links[-1].head


class AccessLog:
    """Writes records; a part of the service."""

    def __init__(self, settings: EdgeSettings) -> None:
        self._settings = settings
        self._batcher = MicroBatcher(
            self._write, max_batch=_MAX_BATCH, max_concurrency=_MAX_CONCURRENCY, min_batch=_MIN_BATCH
        )
        self._idle: list[_ChainSession] = []
        self._ended = False
        self._failed: str | None = None

    async def write(self, entry: Entry) -> None:
        """Return when the record is committed. Raises LogUnavailable."""
        await self._batcher.submit(entry)

    async def run(self) -> None:
        """Write until cancelled; survives an unreachable database."""
        try:
            await self._batcher.run()
        finally:
            # A single record is written by the task of its request, which may still be at work.
            self._ended = True
            while self._idle:
                await _close(self._idle.pop().connection)

    async def readiness(self) -> str | None:
        """Why nothing can be written; None if it can."""
        return f"access log: {self._failed}" if self._failed else None

    async def _write(self, entries: Sequence[Entry]) -> Sequence[None]:
        try:
            with SECONDS.time():
                async with asyncio.timeout(self._settings.log_timeout):
                    await self._append(entries)
        except Exception as error:  # noqa: BLE001 - whatever it is, these requests must not be answered
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
            # Whether that was committed is unknown: the next batch must not continue this chain.
            await _close(session.connection)
            raise
        if self._ended:
            await _close(session.connection)
        else:
            self._idle.append(session)

    async def _session(self) -> _ChainSession:
        while self._idle:
            session = self._idle.pop()
            if not session.connection.is_closed():
                return session
        return _ChainSession(await connect(self._settings, "access-log"), ChainHead(new_id()))


async def _close(connection: Connection) -> None:
    with suppress(Exception):
        await connection.close(timeout=1)
