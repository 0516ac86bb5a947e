"""What a database needs after a restore, before its service starts: a new epoch, and an order of commits that goes on.

Ids of transactions are those of a cluster. In another cluster, whose ids may be lower, new events and new places of the
feed of changes would sort before those restored: those get the id 0 and keep their order by number.
"""

from collections.abc import Collection, Sequence
from contextlib import AsyncExitStack
from typing import NamedTuple
from uuid import UUID

import asyncpg

from infra.database.databases import DATABASES
from infra.recovery.numbers import reserve_known
from infra.stack.addresses import Addresses
from services.court_query.read_model import COPIES
from shared.database import Connection
from shared.eventstore.epochs import begin_epoch
from shared.eventstore.store import FROM_ELSEWHERE
from shared.services import SERVICES, owners_of_streams

READ_MODEL, NUMBERING = "court_query", "proceedings"
_SERVICES = tuple(service.name for service in SERVICES)

_MEND_EVENTS = """
    WITH open AS (
        SELECT min(event.position) AS first FROM event, relay_checkpoint AS relayed
        WHERE (event.xid, event.position) > (relayed.xid, relayed.position)
    )
    UPDATE relay_checkpoint
    SET xid = '0', position = coalesce((SELECT first - 1 FROM open), (SELECT max(position) FROM event))
"""
_ORDER_BY_NUMBER = "UPDATE event SET xid = '0' WHERE xid <> '0'"
_END_REPUBLICATIONS = "UPDATE republication SET finished_at = now() WHERE finished_at IS NULL"
_FEED_FROM_ELSEWHERE = """
    SELECT coalesce(bool_or(xid >= pg_snapshot_xmax(pg_current_snapshot())), false) FROM (
        SELECT xid FROM read_model_a.change UNION ALL SELECT xid FROM read_model_b.change
    ) AS place
"""
_NEW_GENERATION = "UPDATE read_model.feed SET generation = generation + 1"
_MEASURE_ANEW = "UPDATE read_model.freshness SET horizon = '0'"


class Restored(NamedTuple):
    """What was done to the database of a service."""

    service: str
    epoch: UUID | None
    """The new epoch of its event store; None: it has none."""
    mended: bool
    """The database comes from another cluster, and its order of commits was mended."""
    reserved: Sequence[str] = ()
    """Numbers of proceedings that the read model knows and this store has lost: nobody else gets them."""


async def after_restore(
    addresses: Addresses, services: Collection[str] = _SERVICES, *, actor: str, reason: str
) -> list[Restored]:
    """Prepare restored databases, with all services stopped. May be repeated: every time begins a new epoch."""
    return [await _prepare(addresses, service, actor, reason) for service in services]


async def _prepare(addresses: Addresses, service: str, actor: str, reason: str) -> Restored:
    async with AsyncExitStack() as opened:
        connection = await _opened(opened, addresses, service)
        async with connection.transaction():
            mended, epoch, reserved = False, None, list[str]()
            if service in owners_of_streams():
                mended = await mend_events(connection)
                epoch = await begin_epoch(connection, actor, reason)
            if service == READ_MODEL:
                mended = await mend_feed(connection)
            if service == NUMBERING:
                model = await _opened(opened, addresses, READ_MODEL)
                reserved = await reserve_known(connection, model, actor, reason)
            return Restored(service, epoch, mended, reserved)


async def _opened(opened: AsyncExitStack, addresses: Addresses, service: str) -> Connection:
    kind = DATABASES[service]
    connection = await asyncpg.connect(addresses.database(kind.owner, kind.name), timeout=10)
    opened.push_async_callback(connection.close, timeout=1)
    return connection


async def mend_events(connection: Connection) -> bool:
    """Let new events follow the restored ones, and the relay go on where it was; returns whether that was needed."""
    if not await connection.fetchval(FROM_ELSEWHERE):
        return False
    await connection.execute(_MEND_EVENTS)
    await connection.execute(_ORDER_BY_NUMBER)
    await connection.execute(_END_REPUBLICATIONS)
    return True


async def mend_feed(connection: Connection) -> bool:
    """Let new places of the feed of changes follow the restored ones; returns whether that was needed.

    Cursors given out before are refused from then on: their numbers are those of another cluster.
    """
    await connection.execute(_MEASURE_ANEW)
    if not await connection.fetchval(_FEED_FROM_ELSEWHERE):
        return False
    for copy in COPIES.values():
        await connection.execute(f"UPDATE {copy.schema}.change SET xid = '0'")  # noqa: S608 - constants
    await connection.execute(_NEW_GENERATION)
    return True
