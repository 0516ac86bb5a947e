"""Events reach subscribers in order and without loss, whatever happens to one of them or to the delivery."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic_core import from_json

from contracts.commands.subscribers import stream_of_subscriber
from contracts.events.proceedings import MeasureAdded, PaymentReceived, ProceedingInitiated
from contracts.events.subscribers import CutOffAnnounced, SubscriberSuspended
from contracts.reduced_models import reduced_event_from_message
from infra.broker import subscribers as in_broker
from services.subscribers.delivery.task import RESTORED
from shared.clock import FixedClock, SystemClock
from shared.eventstore.relay import Relay
from shared.settings import Settings
from tests.factories.proceedings import life
from tests.integration.subscribers.kit import EVERYTHING, House, applied, attributes, ids_of
from tests.patience import until
from tests.service_process import service_process

_AT_MOST = 10
_UNPUBLISHED = """
    SELECT count(*) FROM event, relay_checkpoint AS reached
    WHERE (event.xid, event.position) > (reached.xid, reached.position)
"""


@pytest.fixture
def small_queues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_broker, "_MESSAGES", _AT_MOST)


async def test_a_late_subscriber_gets_everything_in_order_and_goes_on(house: House) -> None:
    stored = await house.store(range(3))
    await house.subscribe("bank")
    async with house.delivering():
        first = await house.received("bank", len(stored))
        assert applied(first) == ids_of(stored)
        more = await house.store([3])
        assert applied(await house.received("bank", len(more))) == ids_of(more)
    message = first[0]
    assert (message.user_id, message.routing_key) == ("lea_subscribers", "bank")
    assert attributes(message, "source", "type", "previous") == ["/lea/proceedings", stored[0].type, "0"]
    assert message.body == stored[0].data.model_dump_json().encode()


async def test_a_subscriber_gets_its_types_and_the_one_before_among_them(house: House) -> None:
    stored = await house.store(range(4))
    types = {MeasureAdded.type, PaymentReceived.type}
    await house.subscribe("bank", types=sorted(types))
    wanted = [event for event in stored if event.type in types]
    async with house.delivering():
        got = await house.received("bank", len(wanted))
    assert applied(got) == ids_of(wanted)
    last: dict[str, int] = {}
    for event, message in zip(wanted, got, strict=True):
        assert attributes(message, "previous") == [str(last.get(str(event.stream), 0))]
        last[str(event.stream)] = event.version


async def test_a_type_that_is_approved_later_comes_from_then_on_without_a_gap(house: House) -> None:
    first = list(life(0))
    half = len(first) // 2
    await house.append(first[:half])
    await house.subscribe("bank", types=[first[0].type])
    before = [event for event in first[:half] if event.type == first[0].type]
    async with house.delivering():
        await house.sent("bank", len(before))
        await house.own.execute("UPDATE subscriber SET types = $1", list(EVERYTHING))
        await house.holds("SELECT count(*) > 1 FROM delivered_type WHERE source = 'proceedings'")
        await house.append(first[half:])
        got = await house.received("bank", len(before) + len(first) - half)
    assert applied(got) == ids_of([*before, *first[half:]])


async def test_a_subscriber_starts_at_a_moment_and_replays(house: House) -> None:
    # Recorded on three days; the order of commits is that of recording, as it always nearly is.
    days = [datetime(2027, 1, day, tzinfo=UTC) for day in (1, 2, 3)]
    lives = [[each.model_copy(update={"recorded_at": day}) for each in life(day.day)] for day in days]
    for events in lives:
        await house.append(events)
    stored, new = [*chain(*lives)], [*chain(*lives[1:])]
    await house.subscribe("bank", since=days[1])
    async with house.delivering():
        assert applied(await house.received("bank", len(new))) == ids_of(new)
        await house.own.execute("UPDATE subscriber SET since = NULL, generation = 2")
        assert applied(await house.received("bank", len(stored))) == ids_of(stored)


@pytest.mark.usefixtures("small_queues")
async def test_a_full_queue_stops_its_subscriber_alone(house: House) -> None:
    stored = await house.store(range(5))
    for name in ("reads", "sleeps"):
        await house.subscribe(name)
    source = house.sources["proceedings"]
    relay = asyncio.create_task(
        Relay(Settings(service="proceedings", database_url=source.url, broker_url=house.broker)).run()
    )
    async with house.delivering():
        assert sorted(await house.all_of("reads", stored)) == sorted(ids_of(stored))
        await house.holds("SELECT count(*) = 1 FROM full_queue WHERE subscriber = 'sleeps'")
        await house.holds(f"SELECT ({_UNPUBLISHED}) = 0", database=source)
        sent = "SELECT sum(delivered) < $1 FROM delivery_cursor WHERE subscriber = 'sleeps'"
        await house.holds(sent, len(stored))
        # It wakes up, and has lost nothing.
        assert sorted(await house.all_of("sleeps", stored)) == sorted(ids_of(stored))
        await house.holds("SELECT count(*) = 0 FROM full_queue")
    relay.cancel()


async def test_a_killed_process_loses_nothing(house: House, tmp_path: Path) -> None:
    stored = await house.store(range(6))
    await house.subscribe("bank")
    settings = house.settings
    environment = {
        "LEA_SERVICE": "subscribers",
        "LEA_DATABASE_URL": settings.database_url,
        "LEA_BROKER_URL": settings.broker_url,
        "LEA_EVENT_STORE_URLS": json.dumps(settings.event_store_urls),
        "LEA_DELIVERY_BATCH": "3",
    }
    for number in (1, len(stored) // 2, len(stored)):
        # At the end of the block it is killed.
        async with service_process("services.subscribers.main", tmp_path / "log", environment):
            await house.sent("bank", number)
    assert sorted(await house.all_of("bank", stored)) == sorted(ids_of(stored))


async def test_an_owner_is_warned_and_the_subscriber_suspended(house: House) -> None:
    await house.register("bank")
    since = SystemClock().now() - timedelta(days=30)
    await house.own.execute("INSERT INTO full_queue VALUES ('bank', $1)", since)
    events = "SELECT count(*) = 1 FROM event WHERE stream = $1 AND type = $2"
    warned = (events, stream_of_subscriber("bank"), CutOffAnnounced.type)
    async with house.delivering(FixedClock(since + timedelta(days=4))):
        await house.holds(*warned)
    async with house.delivering(FixedClock(since + timedelta(days=8))):
        await house.holds("SELECT standing = 'suspended' FROM subscriber")
        # Restored, it has its time again.
        await house.holds("SELECT count(*) = 0 FROM full_queue")
    await house.holds(*warned)
    await house.holds(events, stream_of_subscriber("bank"), SubscriberSuspended.type)


async def test_a_restored_store_is_noticed_and_others_go_on(house: House) -> None:
    stored = await house.store([0])
    for name in ("bank", "shop"):
        await house.subscribe(name)
    async with house.delivering():
        for name in ("bank", "shop"):
            await house.sent(name, len(stored))
    forget = "UPDATE delivery_cursor SET event = $1, epoch = $2 WHERE subscriber = 'bank' AND source = 'proceedings'"
    await house.own.execute(forget, uuid4(), uuid4())
    async with house.delivering():
        await house.holds(
            "SELECT count(*) = 1 FROM delivery_cursor WHERE subscriber = 'bank' AND problem = $1", RESTORED
        )
        more = await house.store([1])
        await house.sent("shop", len(stored) + len(more))


async def test_a_subscriber_gets_the_fields_it_was_approved_for(house: House) -> None:
    stored = await house.store([0])
    await house.subscribe("bank", types=[ProceedingInitiated.type], fields=["accounts"])
    async with house.delivering():
        (message,) = await house.received("bank", 1)
    data = next(event.data for event in stored if isinstance(event.data, ProceedingInitiated))
    assert (from_json(message.body)["number"], data.debtor.name.encode() in message.body) == (data.number, False)
    assert reduced_event_from_message(message.headers, message.body).data.debtor.name is None


async def test_a_source_that_cannot_be_read_stops_itself_alone(house: House) -> None:
    stored = await house.store([0])
    await house.subscribe("bank")
    urls = {name: url for name, url in house.settings.event_store_urls.items() if name != "intake"}
    urls["deadlines"] = re.sub(r":[0-9]+/", ":1/", urls["deadlines"])
    async with house.delivering(event_store_urls=urls):
        await house.sent("bank", len(stored))
        await house.holds(
            "SELECT count(*) = 2 FROM delivery_cursor WHERE problem IS NOT NULL AND source <> 'proceedings'"
        )


async def test_one_process_leads_and_another_takes_over(house: House) -> None:
    await house.subscribe("bank")
    async with house.delivering() as first:
        await until(lambda: first.leading, "the first leads")
        async with house.delivering() as second:
            await asyncio.sleep(1)
            assert not second.leading
        assert await first.readiness() is None
    async with house.delivering() as third:
        await until(lambda: third.leading, "the third leads")
