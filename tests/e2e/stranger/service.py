"""A stranger's service: it keeps statuses, measures and repayments of proceedings in a database of its own.

    python service.py CONNECTION DATABASE

It is written as in `docs/subscribing.md`; the test replaces the names of the packages by those of the wheels.
"""

import asyncio
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg

from contracts.envelope import EventEnvelope
from contracts.events.debtor_groups import RepaidByAnotherDebtor
from contracts.events.money import AllocationReversed, ExecutionReversed, MoneyAllocated
from contracts.events.proceedings import (
    CompulsoryExecutionStarted,
    CourseRevised,
    DocumentReturned,
    MeasureAdded,
    MeasureStatusChanged,
    PaymentReceived,
    ProceedingCompleted,
    ProceedingInitiated,
    ProceedingResumed,
    ProceedingSuspended,
    ProceedingTerminated,
    SuspensionGroundEnded,
    VoluntaryTermStarted,
)
from contracts.registry import Event
from shared.subscriber import ConnectionFile, Handlers, Subscriber, entries_of
from shared.subscriber.postgresql import PostgresStore

MOVING = (
    ProceedingInitiated, VoluntaryTermStarted, CompulsoryExecutionStarted, ProceedingSuspended, ProceedingResumed,
    SuspensionGroundEnded, ProceedingTerminated, DocumentReturned, ProceedingCompleted,
)  # fmt: skip
REPAYING = (PaymentReceived, MoneyAllocated, AllocationReversed, ExecutionReversed, RepaidByAnotherDebtor)
HANDLED: tuple[type[Event], ...] = (*MOVING, MeasureAdded, MeasureStatusChanged, *REPAYING, CourseRevised)
"""What it is approved for."""

STATUSES = {model.type for model in MOVING}
MEASURES = {MeasureAdded.type, MeasureStatusChanged.type}
MONEY = {
    PaymentReceived.type: {"repayments": 1},
    MoneyAllocated.type: {"repayments": 1},
    AllocationReversed.type: {"repayments": -1},
    ExecutionReversed.type: {"repayments": -1},
    RepaidByAnotherDebtor.type: {"repayments": 1, "restored": -1},
}
"""Where an event says what is repaid of the claims, and what no more."""

TABLES = """
    CREATE TABLE IF NOT EXISTS proceeding (id uuid PRIMARY KEY, number text NOT NULL, debtor text);
    CREATE TABLE IF NOT EXISTS status (
        proceeding uuid NOT NULL, version integer NOT NULL, effective date NOT NULL,
        code text NOT NULL, reason text NOT NULL);
    CREATE TABLE IF NOT EXISTS measure (
        proceeding uuid NOT NULL, version integer NOT NULL, effective date NOT NULL,
        measure uuid NOT NULL, code text, status text NOT NULL);
    CREATE TABLE IF NOT EXISTS repayment (
        proceeding uuid NOT NULL, version integer NOT NULL, effective date NOT NULL,
        claim integer NOT NULL, amount numeric NOT NULL);
"""
"""Nothing is unique: an event that is applied twice has to be seen."""

handlers = Handlers[asyncpg.Connection]()
Row = tuple[str, tuple[Any, ...]]


def rows(data: Any) -> Iterator[Row]:
    """What an event says: a table, and the values after its day.

    By its type: what was reduced has a class of its own, without the fields that were left out.
    """
    if data.type in STATUSES and data.status is not None:
        yield "status", (data.status.code, data.status.reason)
    if data.type in MEASURES:
        yield "measure", (data.measure, data.code if data.type == MeasureAdded.type else None, data.status)
    claims: dict[int, Decimal] = defaultdict(Decimal)
    for field, sign in MONEY.get(data.type, {}).items():
        for part in getattr(data, field):
            claims[part.claim] += sign * part.sum.amount
    yield from (("repayment", (claim, amount)) for claim, amount in claims.items() if amount)


async def write(transaction: asyncpg.Connection, event: EventEnvelope[Any], day: date, data: Any) -> None:
    """Write what an event, or an entry of a revision, says."""
    if data.type == ProceedingInitiated.type:
        await transaction.execute(
            "INSERT INTO proceeding VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET number = $2",
            event.stream, data.number, data.debtor.name,
        )  # fmt: skip
    for table, values in rows(data):
        places = ", ".join(f"${number}" for number in range(1, 4 + len(values)))
        await transaction.execute(
            f"INSERT INTO {table} VALUES ({places})",  # noqa: S608
            event.stream,
            event.version,
            day,
            *values,
        )


async def happened(event: EventEnvelope[Any], transaction: asyncpg.Connection) -> None:
    """Something happened."""
    await write(transaction, event, event.effective_date, event.data)


async def revised(event: EventEnvelope[Any], transaction: asyncpg.Connection) -> None:
    """The days from one on are described anew."""
    for table in ("status", "measure", "repayment"):
        delete = f"DELETE FROM {table} WHERE proceeding = $1 AND effective >= $2"  # noqa: S608 - names above
        await transaction.execute(delete, event.stream, event.data.since)
    for entry in entries_of(event.data):
        await write(transaction, event, entry.day, entry.data)


for model in HANDLED:
    handlers.on(model)(revised if model is CourseRevised else happened)


async def main(connection: str, database: str) -> None:
    """Run until stopped."""
    async with asyncpg.create_pool(database, min_size=1, max_size=4) as pool:
        subscriber = Subscriber(ConnectionFile.read(connection), PostgresStore(pool), handlers)
        await subscriber.run(signals=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
