"""The bulk of a rebuild: whole streams, read, folded once and copied in, a page of them at a time.

Pages are disjoint ranges of streams, so several processes work side by side without coordination.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import groupby, zip_longest
from multiprocessing import get_context
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from services.court_query.domain.proceeding import Proceeding, evolve, of_proceedings
from services.court_query.read_model import COPIES, Name
from shared.database import Connection, server_settings
from shared.eventstore.store import EventStore
from shared.messaging.tags import Position, joined

STREAMS = 100
"""Streams of a page: some thousand events, and a transaction of a tenth of a second at most."""
PAGES = 20
"""Pages a process takes at a time."""

_STATEMENT_TIMEOUT = 600.0
_STORE = EventStore("proceedings")

_BOUNDARIES = f"""
    SELECT stream FROM (
        SELECT stream, row_number() OVER (ORDER BY stream) AS number FROM event WHERE version = 1 AND xid < $1
    ) AS streams WHERE number % {STREAMS} = 1 ORDER BY stream
"""  # noqa: S608 - constants only
_PAGE = """
    SELECT stream, version, id, type, effective_date, recorded_at, data FROM event
    WHERE stream >= $1 AND ($2::uuid IS NULL OR stream < $2) AND xid < $3 ORDER BY stream, version
"""


class Page(NamedTuple):
    """A range of streams, and the horizon up to which their events are taken."""

    first: UUID
    end: UUID | None
    """The first stream of the next page."""
    horizon: int


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Source and destination of a rebuild."""

    store_url: str
    owner_url: str
    copy: Name


async def pages(store: Connection, horizon: int) -> list[Page]:
    """The pages that hold every stream begun before the horizon."""
    firsts: list[UUID] = [row["stream"] for row in await store.fetch(_BOUNDARIES, horizon)]
    return [Page(first, end, horizon) for first, end in zip_longest(firsts, firsts[1:])]


async def fill(endpoints: Endpoints, wanted: Sequence[Page], workers: int) -> AsyncGenerator[int, None]:
    """Copy the pages in; yields numbers of events as they are done.

    Raises Unfoldable, UnknownType or MalformedMessage for an event the code cannot take.
    """
    shares = [wanted[start : start + PAGES] for start in range(0, len(wanted), PAGES)]
    if workers == 1 or len(shares) < 2:
        for share in shares:
            yield await _fill(endpoints, share)
        return
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(min(workers, len(shares)), get_context("spawn")) as processes:
        tasks = [loop.run_in_executor(processes, _fill_alone, endpoints, share) for share in shares]
        try:
            for task in asyncio.as_completed(tasks):
                yield await task
        finally:
            processes.shutdown(wait=False, cancel_futures=True)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    """A connection with a long statement timeout and asynchronous commit.

    A crash loses only rows of a copy that does not answer yet; the switch commits synchronously.
    """
    settings = server_settings("lea-court_query-rebuild", _STATEMENT_TIMEOUT, synchronous_commit="off")
    connection = await asyncpg.connect(url, server_settings=settings)
    try:
        yield connection
    finally:
        await connection.close()


def _fill_alone(endpoints: Endpoints, share: Sequence[Page]) -> int:
    """In a process of the pool."""
    return asyncio.run(_fill(endpoints, share))


async def _fill(endpoints: Endpoints, share: Iterable[Page]) -> int:
    async with connected(endpoints.store_url) as store, connected(endpoints.owner_url) as model:
        return sum([await _fill_page(store, model, endpoints.copy, page) for page in share])


async def _fill_page(store: Connection, model: Connection, name: Name, page: Page) -> int:
    rows = await store.fetch(_PAGE, *page)
    streams = {stream: list(events) for stream, events in groupby(rows, key=itemgetter("stream"))}
    proceedings = [folded for events in streams.values() if (folded := _folded(events)) is not None]
    copy, other = COPIES[name], COPIES["a" if name == "b" else "b"]
    async with model.transaction():
        await copy.fill(model, proceedings)
        await copy.keep_places(model, other, proceedings)
        await copy.begin_positions(model, {stream: _reached(events) for stream, events in streams.items()})
    return len(rows)


def _folded(rows: Iterable[Any]) -> Proceeding | None:
    """None: the stream is of a group of debtors."""
    proceeding: Proceeding | None = None
    for event in of_proceedings(map(_STORE.decode, rows)):
        proceeding = evolve(proceeding, event)
    return proceeding


def _reached(rows: Sequence[Any]) -> Position:
    return Position(rows[-1]["version"], joined(row["id"] for row in rows))
