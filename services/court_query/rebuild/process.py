"""The process of a rebuild, from an empty copy to the one that answers."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any, NamedTuple

import asyncpg

from services.court_query.application import apply
from services.court_query.domain.rows import TABLES
from services.court_query.projections import LOCK
from services.court_query.read_model import BUILT_FOR, COPIES, Copy, active_copy
from services.court_query.rebuild.bulk import Endpoints, connected, fill, pages
from services.court_query.rebuild.comparison import Comparison, compare
from shared.commits import confirmed
from shared.database import Connection
from shared.eventstore.store import Checkpoint, EventStore, checkpoint_of, read_since

_ONE_AT_A_TIME = LOCK + 1
_TAIL = 2000
_NEARLY_NOTHING = 200
_LOCK_TIMEOUT = "2s"
_ATTEMPTS = 10
_LAST = 2**63 - 1

_STORE = EventStore("proceedings")


class AlreadyRunning(RuntimeError):
    """Another rebuild is under way."""


class Progress(NamedTuple):
    """How far a rebuild is."""

    phase: str
    """`reading`, `catching up`, `switching`."""
    events: int
    """Events in the new copy."""
    total: int
    """Events there were when the rebuild began."""


class Rebuilt(NamedTuple):
    """What a rebuild did."""

    copy: str
    """The copy that answers now."""
    events: int
    seconds: float
    held: float
    """Seconds for which the consumer was held."""
    comparison: Comparison | None
    """How the copies compared at the switch; none: not asked."""


Report = Callable[[Progress], None]


async def rebuild(
    owner_url: str,
    store_url: str,
    *,
    workers: int = 2,
    comparing: bool = False,
    report: Report = lambda _: None,
) -> Rebuilt:
    """Build the other copy from the events at `store_url` and let it answer.

    `owner_url` is the read model's with the role of its owner. With `comparing` the consumer is held while the copies
    are compared. Raises AlreadyRunning, or what the code cannot take of the events; the old copy then goes on.
    """
    async with connected(owner_url) as model, connected(store_url) as store, _alone(model):
        started = time.monotonic()
        before = await active_copy(model)
        copy = COPIES["b" if before.name == "a" else "a"]
        since = await _empty(model, copy)
        horizon: int = await store.fetchval("SELECT pg_snapshot_xmin(pg_current_snapshot())")
        total: int = await store.fetchval("SELECT count(*) FROM event WHERE xid < $1", horizon)
        events = 0
        endpoints = Endpoints(store_url, owner_url, copy.name)
        async with aclosing(fill(endpoints, await pages(store, horizon), workers)) as numbers:
            async for number in numbers:
                events += number
                report(Progress("reading", events, total))
        await model.execute("".join(f"ANALYZE {copy.schema}.{table};" for table in TABLES))
        tail = _Tail(model, store, copy, Checkpoint(horizon - 1, _LAST))
        while await tail.advance() > _NEARLY_NOTHING:
            report(Progress("catching up", events + tail.events, total))
        report(Progress("switching", events + tail.events, total))
        held, comparison = await _switch(tail, since, comparing)
        return Rebuilt(copy.name, events + tail.events, time.monotonic() - started, held, comparison)


class _Tail:
    """Applies what was recorded since the horizon, in the order of commits."""

    def __init__(self, model: Connection, store: Connection, copy: Copy, after: Checkpoint) -> None:
        self.model = model
        self.copy = copy
        self.events = 0
        self._store = store
        self._after = after

    async def advance(self) -> int:
        """Apply the next page in a transaction; returns its number of events."""
        rows = await read_since(self._store, self._after, _TAIL)
        if rows:
            async with self.model.transaction():
                await self._apply(rows)
            # Only now: what was rolled back is read again.
            self._after = checkpoint_of(rows[-1])
            self.events += len(rows)
        return len(rows)

    async def _apply(self, rows: list[Any]) -> None:
        events = [_STORE.decode(row) for row in rows]
        await apply(self.model, self.copy, events)
        await self.copy.move_positions(self.model, events)


async def _switch(tail: _Tail, since: int, comparing: bool) -> tuple[float, Comparison | None]:
    """Hold the consumer, apply the last events, switch the views; repeat if readers block it for long."""
    for attempt in range(_ATTEMPTS):
        try:
            return await _try_to_switch(tail, since, comparing)
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
            await asyncio.sleep(0.1 * (attempt + 1))
    raise TimeoutError("readers or batches blocked the switch for too long")


async def _try_to_switch(tail: _Tail, since: int, comparing: bool) -> tuple[float, Comparison | None]:
    model, copy = tail.model, tail.copy
    # Taken for the session: the tail is applied in several transactions, with the consumer held throughout.
    async with _locked(model, LOCK):
        began = time.monotonic()
        # All the old copy has is below the horizon of now; what comes after it reaches the new copy as messages.
        while await tail.advance() == _TAIL:
            pass
        comparison = await compare(model, copy) if comparing else None
        async with confirmed(model):
            await model.execute(f"SET LOCAL synchronous_commit = on; SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
            # Readers of the feed are past these places already, but for this copy they know nothing of.
            await copy.announce(model, since)
            # In the order in which readers name the views, so that there is no deadlock.
            for table in TABLES:
                await model.execute(
                    f"CREATE OR REPLACE VIEW read_model.{table} AS SELECT * FROM {copy.schema}.{table}"  # noqa: S608
                )
            await model.execute("UPDATE read_model.active_copy SET copy = $1, built_for = $2", copy.name, BUILT_FOR)
        return time.monotonic() - began, comparison


async def _empty(model: Connection, copy: Copy) -> int:
    """Returns the transaction from which on places in the feed of this copy are new."""
    async with model.transaction():
        await model.execute("TRUNCATE " + ", ".join(f"{copy.schema}.{table}" for table in TABLES))
        await copy.forget_positions(model)
        since: int = await model.fetchval("SELECT pg_current_xact_id()")
        return since


@asynccontextmanager
async def _alone(model: Connection) -> AsyncIterator[None]:
    if not await model.fetchval("SELECT pg_try_advisory_lock($1)", _ONE_AT_A_TIME):
        raise AlreadyRunning("another rebuild is under way")
    try:
        yield
    finally:
        await model.execute("SELECT pg_advisory_unlock($1)", _ONE_AT_A_TIME)


@asynccontextmanager
async def _locked(model: Connection, lock: int) -> AsyncIterator[None]:
    await model.execute("SELECT pg_advisory_lock($1)", lock)
    try:
        yield
    finally:
        await model.execute("SELECT pg_advisory_unlock($1)", lock)
