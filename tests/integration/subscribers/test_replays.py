"""Replays: chosen events come again beside what is new, whatever happens meanwhile, and no cursor moves."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import aio_pika
import asyncpg
import pytest

from contracts.envelope import EventEnvelope
from contracts.events.proceedings import MeasureAdded
from infra.stack.stack import Stack
from services.subscribers.delivery import replays
from services.subscribers.delivery.reading import _OF_POSITIONS, places_of_positions
from services.subscribers.delivery.replays import Choice
from shared.clock import SystemClock
from shared.eventstore.publisher import BatchPublisher
from shared.eventstore.store import BEGINNING
from shared.messaging.queue_names import subscriber_queue
from shared.messaging.senders import publisher_of
from shared.subscriber.requests import SourceClient
from tests.engines import provisioned
from tests.factories.proceedings import life
from tests.integration.subscribers.kit import House, applied, attributes, ids_of
from tests.patience import PATIENCE, until

_CURSORS = "SELECT array_agg((source, xid::text, position) ORDER BY source)::text FROM delivery_cursor"
_STANDING = "SELECT finished_at IS NOT NULL AND NOT superseded FROM replay WHERE id = $1"
_MARK = "cloudEvents:replay"


async def own(house: House, query: str, *arguments: Any) -> Any:
    connection = await asyncpg.connect(house.own.owner_url)
    try:
        return await connection.fetchval(query, *arguments)
    finally:
        await connection.close()


async def requested(house: House, choice: Choice = Choice(), rate: int = 2000) -> int:  # noqa: B008 - frozen
    """Request a replay of proceedings with the rights of the service."""
    connection = await asyncpg.connect(house.own.url)
    try:
        id_ = await replays.request(
            connection, "bank", "proceedings", choice, rate=rate, actor="operator:petrova", reason="letter 7"
        )
        assert id_ is not None
        return id_
    finally:
        await connection.close()


async def changed(house: House, change: Any, replay: int) -> bool:
    """Stop or resume a replay with the rights of the service."""
    connection = await asyncpg.connect(house.own.url)
    try:
        done: bool = await change(connection, replay, "operator:petrova")
        return done
    finally:
        await connection.close()


async def delivered(house: House, numbers: Sequence[int]) -> list[EventEnvelope[Any]]:
    """What the bank has been sent and has taken."""
    stored = await house.store(numbers)
    await house.received("bank", len(stored))
    await house.sent("bank", len(stored))
    return stored


async def test_chosen_events_come_again_marked_with_their_ids_and_no_cursor_moves(house: House) -> None:
    await house.subscribe("bank")
    async with house.delivering():
        stored = await delivered(house, range(3))
        before = await own(house, _CURSORS)
        of_type = [event for event in stored if event.type == MeasureAdded.type]
        replay = await requested(house, Choice(types=[MeasureAdded.type]))
        got = await house.received("bank", len(of_type))
        assert [attributes(each, "id")[0] for each in got] == ids_of(of_type)
        assert {str(each.headers[_MARK]) for each in got} == {str(replay)}
        await house.holds(_STANDING, replay)
        assert await own(house, _CURSORS) == before

        stream = stored[-1].stream
        of_stream = [event for event in stored if event.stream == stream]
        replay = await requested(house, Choice(streams=[stream]))
        got = await house.received("bank", len(of_stream))
        assert [attributes(each, "id")[0] for each in got] == ids_of(of_stream)
        assert applied(got) == ids_of(of_stream)
        await house.holds(_STANDING, replay)

        [more] = [await house.store([9])]
        assert all(_MARK not in each.headers for each in await house.received("bank", len(more)))


async def test_a_range_of_positions_chooses(house: House) -> None:
    await house.subscribe("bank")
    async with house.delivering():
        stored = await delivered(house, range(2))
        connection = await asyncpg.connect(house.sources["proceedings"].owner_url)
        places = {row["id"]: row["position"] for row in await connection.fetch("SELECT id, position FROM event")}
        await connection.close()
        first, last = places[stored[2].id], places[stored[5].id]
        replay = await requested(house, Choice(first_position=first, last_position=last))
        got = await house.received("bank", 4)
        assert [attributes(each, "id")[0] for each in got] == ids_of(stored[2:6])
        await house.holds(_STANDING, replay)
        none = await requested(house, Choice(first_position=max(places.values()) + 1))
        await house.holds(_STANDING, none)
        assert await own(house, "SELECT sent FROM replay WHERE id = $1", none) == 0


async def test_a_range_of_positions_is_found_by_its_index(house: House) -> None:
    """It is read between the transactions of its events, and those are found without reading the events."""
    stored = await house.store(range(3))
    connection = await asyncpg.connect(house.sources["proceedings"].owner_url)
    try:
        rows = await connection.fetch("SELECT id, position, xid FROM event ORDER BY xid, position")
        chosen = [row for row in rows if row["id"] in {event.id for event in stored[2:6]}]
        positions = [row["position"] for row in chosen]
        after, end = await places_of_positions(connection, min(positions), max(positions))
        xids = [row["xid"] for row in chosen]
        assert (after.xid, end.xid) == (min(xids), max(xids))
        assert await places_of_positions(connection, max(row["position"] for row in rows) + 1, None) == (
            BEGINNING,
            BEGINNING,
        )
        await connection.execute("VACUUM event")  # so that pages are known to be visible to all
        await connection.execute("SET enable_seqscan = off")
        plan = "\n".join(row[0] for row in await connection.fetch("EXPLAIN " + _OF_POSITIONS, 2, 5))
    finally:
        await connection.close()
    assert "Index Only Scan using event_by_position" in plan


async def test_a_range_of_time_chooses(house: House) -> None:
    await house.subscribe("bank")
    stored = list(life(0))
    for event in stored:
        await house.append([event])
    async with house.delivering():
        await house.received("bank", len(stored))
        await house.sent("bank", len(stored))
        since, until_ = stored[3].recorded_at, stored[-1].recorded_at
        chosen = [event for event in stored if since <= event.recorded_at < until_]
        assert 0 < len(chosen) < len(stored)
        replay = await requested(house, Choice(since=since, until=until_))
        await house.holds(_STANDING, replay)
        assert await own(house, "SELECT sent FROM replay WHERE id = $1", replay) == len(chosen)
        got = await house.received("bank", len(chosen))
        assert [attributes(each, "id")[0] for each in got] == ids_of(chosen)
        nothing = await requested(house, Choice(since=SystemClock().now() + timedelta(days=1)))
        await house.holds(_STANDING, nothing)
        assert await own(house, "SELECT sent FROM replay WHERE id = $1", nothing) == 0


async def test_a_stopped_replay_goes_on_from_where_it_was_and_is_seen(house: House) -> None:
    await house.subscribe("bank")
    async with house.delivering(), SourceClient(house.file("bank"), timeout=PATIENCE) as client:
        stored = await delivered(house, range(2))
        replay = await requested(house, rate=5)
        await house.holds("SELECT sent > 0 FROM replay WHERE id = $1", replay)
        assert await changed(house, replays.stop, replay)
        assert not await changed(house, replays.stop, replay)
        await asyncio.sleep(2)
        sent = await own(house, "SELECT sent FROM replay WHERE id = $1", replay)
        assert sent < len(stored)
        [seen] = await client.replays()
        assert (seen.id, seen.source, seen.standing, seen.sent) == (replay, "/lea/proceedings", "stopped", sent)
        assert await house.store([7])
        await house.own.execute("UPDATE replay SET rate = 2000")
        assert await changed(house, replays.resume, replay)
        await house.holds(_STANDING, replay)
        [seen] = await client.replays()
        # What was stored since it was requested came by the cursor, once.
        assert (seen.standing, seen.sent) == ("finished", len(stored))
    by = "SELECT (stopped_by, resumed_by, resumed_at > requested_at)::text FROM replay WHERE id = $1"
    assert await own(house, by, replay) == "(operator:petrova,operator:petrova,t)"


async def test_a_replay_that_is_killed_goes_on_and_nothing_is_lost(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.subscribe("bank")
    async with house.delivering():
        stored = await delivered(house, range(3))
    replay = await requested(house)
    publish, ends = BatchPublisher.publish, 0

    async def ended(self: BatchPublisher, rows: Sequence[Any]) -> None:
        nonlocal ends
        await publish(self, rows)
        if rows and rows[0].replay is not None and ends < 3:
            ends += 1
            # Ended after the confirms, before the place is noted.
            raise asyncio.CancelledError

    def _reached(number: int) -> bool:
        return ends >= number

    monkeypatch.setattr(BatchPublisher, "publish", ended)
    for number in range(1, 4):
        async with house.delivering(delivery_batch=5):
            await until(partial(_reached, number), "the process is ended")
    async with house.delivering(delivery_batch=5):
        await house.holds(_STANDING, replay)
    waiting = await own(house, "SELECT sent FROM replay WHERE id = $1", replay)
    assert waiting == len(stored)
    got = [attributes(each, "id")[0] for each in await house.received("bank", len(stored) + 3 * 5)]
    assert list(dict.fromkeys(got)) == ids_of(stored)


async def test_a_replay_leaves_room_for_what_is_new(house: House) -> None:
    await house.subscribe("bank")
    async with house.delivering(replay_waiting=10, delivery_batch=5):
        stored = await delivered(house, range(4))
        replay = await requested(house)
        await house.holds("SELECT waits = 'its queue is not read' FROM replay WHERE id = $1", replay)
        assert await own(house, "SELECT sent <= 15 FROM replay WHERE id = $1", replay)
        more = await house.store([8])
        await house.sent("bank", len(stored) + len(more))
        got = await house.received("bank", len(stored) + len(more))
        assert [attributes(each, "id")[0] for each in got if _MARK not in each.headers] == ids_of(more)
        assert [attributes(each, "id")[0] for each in got if _MARK in each.headers] == ids_of(stored)
        await house.holds(_STANDING, replay)


async def test_a_replay_ends_where_the_events_start_anew_and_waits_for_the_suspended(house: House) -> None:
    await house.subscribe("bank")
    async with house.delivering():
        await delivered(house, range(2))
        first = await requested(house, rate=1)
        await house.own.execute("UPDATE subscriber SET standing = 'suspended'")
        await asyncio.sleep(1)
        sent = await own(house, "SELECT sent FROM replay WHERE id = $1", first)
        await asyncio.sleep(2)
        assert await own(house, "SELECT sent FROM replay WHERE id = $1", first) == sent
        await house.own.execute("UPDATE subscriber SET standing = 'active', generation = 2")
        await house.holds("SELECT superseded FROM replay WHERE id = $1", first)


async def test_the_user_of_the_service_may_look_at_the_queue(engines: Stack) -> None:
    await provisioned(engines.broker_url("lea_provisioner"))
    async with await aio_pika.connect(engines.broker_url(publisher_of("subscribers"))) as connection:
        channel = await connection.channel()
        with pytest.raises(aio_pika.exceptions.ChannelNotFoundEntity):
            await channel.declare_queue(subscriber_queue("nobody"), passive=True)
