"""From the commit of an event to its place in the read model, through the running services at a steady rate.

The server notes when each transaction was committed: nothing is polled, and the reader's own time does not count.
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime
from itertools import cycle, islice
from uuid import UUID

from infra.bench.acts import QUEUE, accepted
from infra.bench.path import Way, served
from infra.bench.place import Place
from infra.bench.rows import Row
from shared.database import Connection

RATE = 100
"""Events a second, each a payment: it changes the card in every language."""
SECONDS = 20
PROCEEDINGS = 500

_WARM_UP = 100
_COMMITTED = "SELECT stream, version, recorded_at, pg_xact_commit_timestamp(xmin) AS at FROM event"
_VISIBLE = "SELECT proceeding AS stream, version, pg_xact_commit_timestamp(xmin) AS at FROM read_model_a.repayment"

Key = tuple[UUID, int]


async def measure(place: Place) -> list[Row]:
    """Payments at a steady rate; each leaves rows of its own in the read model."""
    async with served(place, PROCEEDINGS) as way:
        await _pay(way, _WARM_UP)
        started = await way.store.fetchval("SELECT clock_timestamp()")
        await _pay(way, RATE * SECONDS)
        committed, recorded = await _delays(way, started)
    return [
        *_rows("freshness, commit to visible", committed),
        *_rows("freshness, recorded to visible", recorded),
    ]


async def _pay(way: Way, payments: int) -> None:
    expected = await way.reached() + payments
    answers: list[asyncio.Future[bytes]] = []
    begun = time.perf_counter()
    for number, proceeding in enumerate(islice(cycle(way.proceedings), payments)):
        # A late command does not make the next one late.
        await asyncio.sleep(max(begun + number / RATE - time.perf_counter(), 0.0))
        answers.append(await way.sender.send(QUEUE, proceeding.payment()))
    accepted(await asyncio.gather(*answers))
    await way.arrive(expected)


async def _delays(way: Way, since: datetime) -> tuple[list[float], list[float]]:
    """Milliseconds from commit, and from recording, to visible; ascending."""
    visible = await _moments(way.model, _VISIBLE)
    rows = [row for row in await way.store.fetch(_COMMITTED) if row["recorded_at"] >= since]
    seen = [(row, visible[row["stream"], row["version"]]) for row in rows]
    return (
        sorted((at - row["at"]).total_seconds() * 1000 for row, at in seen),
        sorted((at - row["recorded_at"]).total_seconds() * 1000 for row, at in seen),
    )


async def _moments(connection: Connection, query: str) -> dict[Key, datetime]:
    return {(row["stream"], row["version"]): row["at"] for row in await connection.fetch(query)}


def _rows(name: str, delays: Sequence[float]) -> list[Row]:
    return [
        Row(f"{name}, p{percent} at {RATE} events a second", delays[len(delays) * percent // 100], "ms")
        for percent in (50, 99)
    ]
