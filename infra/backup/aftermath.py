"""What follows the recovery of a cluster: losses are named, access is closed, the restore is recorded."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg
from pydantic_core import from_json

from contracts.events.edge import AccessLogRestored, CutChain
from contracts.identifiers import RESTORES, new_id
from infra.backup.access import ACCESS_FILE, kept_in
from infra.backup.closing import DESK, EDGE, Closed, Occasion, close
from infra.backup.deliveries import LostDelivery, lost_deliveries
from infra.backup.losses import (
    Losses,
    LostAnswer,
    LostEvent,
    UnknownAnswers,
    chain_ends,
    changed_registrations,
    lost_answers,
    lost_events,
    numbers_of,
    stores,
    unknown_answers,
)
from infra.backup.repository import HEAD_FILE
from infra.database.databases import DATABASES
from infra.recovery.numbers import keep_numbers
from infra.recovery.reconcile import reconcile
from infra.recovery.restored import after_restore
from infra.stack.addresses import Addresses
from infra.stack.postgresql import SUPERUSER
from shared.access_log.verification import KeptHead
from shared.clock import SystemClock
from shared.database import Connection
from shared.envelopes import own_event
from shared.eventstore.republishing import request_republication
from shared.eventstore.store import EventStore

PROCEEDINGS = "proceedings"


@dataclass(frozen=True)
class Aftermath:
    """What a restore loses, and what was done about it."""

    losses: Losses
    closed: Closed
    republished: Mapping[str, int]
    """By service, how many of its streams have events that were on their way: the relay publishes them again."""
    deliveries: Sequence[LostDelivery] = ()
    """Lost events that subscribers were sent."""
    reserved: Sequence[str] = ()
    """Numbers of proceedings that were lost: nobody else gets them."""


async def follow_up(
    restored: Addresses, end: Addresses, folder: Path, moment: datetime, actor: str, reason: str
) -> Aftermath:
    """Compare the restored cluster with that of the end of the archive, and record the restore in the former."""
    async with AsyncExitStack() as opened:
        names = (*stores(), DESK)
        ends = {name: await opened.enter_async_context(_connected(end, name)) for name in names}
        made = {name: await opened.enter_async_context(_connected(restored, name)) for name in names}
        losses = await _losses(ends, made, folder, moment)
        deliveries = await lost_deliveries(ends, losses.events)
        closed = await close(ends, made, kept_in(folder / ACCESS_FILE), losses.consumers, Occasion(moment, actor))
        async with made[EDGE].transaction():
            await _record(made[EDGE], losses.chains, moment, actor, reason)
        given = {event.stream: event.number for event in losses.events if event.number}
        reserved = await keep_numbers(ends, made, given, actor, reason)
        await after_restore(restored, actor=actor, reason=reason)
        republished = await _republish(made, restored, actor, reason)
    return Aftermath(losses, closed, republished, deliveries, reserved)


async def _republish(
    stores_: Mapping[str, Connection], restored: Addresses, actor: str, reason: str
) -> Mapping[str, int]:
    """Ask for the events again that were on their way at the moment: the broker that had them is empty now."""
    streams: dict[str, set[UUID]] = defaultdict(set)
    for each in await reconcile(restored, grace=0):
        streams[each.source] |= {difference.stream for difference in each.lacking}
    for source, lacking in streams.items():
        if lacking:
            await request_republication(stores_[source], actor=actor, reason=reason, streams=lacking)
    return {source: len(lacking) for source, lacking in streams.items() if lacking}


async def _losses(
    ends: Mapping[str, Connection], made: Mapping[str, Connection], folder: Path, moment: datetime
) -> Losses:
    events: list[LostEvent] = []
    for name in stores():
        events += await lost_events(name, ends[name], made[name], moment)
    numbers = await numbers_of(ends[PROCEEDINGS], events)
    left, archived = await chain_ends(made[EDGE]), await chain_ends(ends[EDGE])
    answers: list[LostAnswer] = await lost_answers(ends[EDGE], left, numbers.values())
    unknown: list[UnknownAnswers] = unknown_answers(_heads_in(folder / HEAD_FILE), archived)
    known = archived | {each.chain: each.last for each in unknown}
    return Losses(
        events=[replace(event, number=numbers.get(event.stream)) for event in events],
        answers=answers,
        unknown=unknown,
        consumers=await changed_registrations(ends[EDGE], made[EDGE]),
        chains={chain: (left.get(chain, 0), last) for chain, last in known.items() if last > left.get(chain, 0)},
    )


async def _record(
    edge: Connection, chains: Mapping[UUID, tuple[int, int]], moment: datetime, actor: str, reason: str
) -> None:
    """Store the event of the restore, which is kept outside the edge like heads."""
    store, id_ = EventStore(EDGE), new_id()
    before = await store.load(edge, RESTORES)
    cut = tuple(CutChain(chain=chain, kept=kept, known=known) for chain, (kept, known) in sorted(chains.items()))
    event = own_event(
        AccessLogRestored(moment=moment, reason=reason, chains=cut),
        id=id_,
        source=store.source,
        actor=actor,
        stream=RESTORES,
        version=len(before) + 1,
        at=SystemClock().now(),
        correlation_id=id_,
    )
    await store.append(edge, [event])


def _heads_in(file: Path) -> Iterator[KeptHead]:
    """The heads in the file outside the cluster, if there is one. The last line may be incomplete."""
    if not file.exists():
        return
    with file.open("rb") as lines:
        for line in lines:
            if line.endswith(b"\n") and b'"sequence"' in line:
                head = from_json(line)
                yield KeptHead(head["chain"], head["sequence"], head["hash"], datetime.fromisoformat(head["at"]))


@asynccontextmanager
async def _connected(addresses: Addresses, service: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(addresses.database(SUPERUSER, DATABASES[service].name))
    try:
        yield connection
    finally:
        await connection.close()
