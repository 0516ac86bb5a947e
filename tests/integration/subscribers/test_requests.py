"""What subscribers ask: answered to each in its own name, whatever a stranger sends, while events are delivered."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from aio_pika.exceptions import DeliveryError

from contracts.catalogue import EVENTS
from contracts.envelope import EventEnvelope
from contracts.events.proceedings import MeasureAdded, PaymentReceived
from services.subscribers.delivery import metrics
from services.subscribers.delivery.answers import LARGEST
from shared.messaging.queue_names import subscriber_request_queue
from shared.messaging.senders import user_of_subscriber
from shared.subscriber import Handlers, Retries, SqliteStore
from shared.subscriber.messages import Message
from shared.subscriber.processor import Processor
from shared.subscriber.requests import SourceClient
from shared.subscriber.states import StreamState, take_states
from shared.subscriber.verification import Difference, Kind, verify
from tests.integration.subscribers.kit import EVERYTHING, House
from tests.patience import PATIENCE, until

SOURCE = "/lea/proceedings"
ASKED = {"source": SOURCE}


class Bank:
    """A subscriber with the kit's positions, which takes from its queue what a test lets it take."""

    def __init__(self, house: House, store: SqliteStore) -> None:
        self._house = house
        self._store = store
        self._file = house.file("bank")
        self.handled: list[tuple[UUID, int]] = []
        """Stream and version of the events that handlers got."""
        self._processor = Processor("bank", self._file.publisher, store, self._handlers(), Retries(), lambda: 0.0)

    def _handlers(self) -> Handlers[Any]:
        handlers = Handlers[Any](others="ignore")

        async def handle(event: EventEnvelope[Any], _: Any) -> None:
            self.handled.append((event.stream, event.version))

        for type_ in EVERYTHING:
            handlers.on(EVENTS.models[type_])(handle)  # type: ignore[type-var]
        return handlers

    async def take(self, number: int, lost: Sequence[int] = ()) -> None:
        """Apply so many messages but those that are lost on the way."""
        taken = await self._house.received("bank", number)
        kept = [each for place, each in enumerate(taken) if place not in lost]
        await self._processor.process([Message(each.headers, each.body, each.user_id) for each in kept])

    async def verify(self) -> list[Difference]:
        """Compare with the source."""
        async with SourceClient(self._file, timeout=PATIENCE) as client:
            return await verify(self._store, client, SOURCE)

    async def resend(self, streams: Sequence[UUID]) -> None:
        """Ask for streams."""
        async with SourceClient(self._file, timeout=PATIENCE) as client:
            await client.resend(SOURCE, streams)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    made = SqliteStore(str(tmp_path / "bank.sqlite"))
    await made.open()
    yield made
    await made.close()


@asynccontextmanager
async def asking(house: House, name: str) -> AsyncIterator[AbstractChannel]:
    """A channel of a subscriber."""
    async with await aio_pika.connect(house.file(name).url.get_secret_value()) as connection:
        yield await connection.channel()


async def publish(channel: AbstractChannel, house: House, key: str, body: bytes, user: str | None, **more: Any) -> str:
    """Send a request, however it is made; returns its correlation."""
    correlation = str(uuid4())
    exchange = await channel.get_exchange(house.file("bank").requests, ensure=False)
    await exchange.publish(aio_pika.Message(body, correlation_id=correlation, user_id=user, **more), key)
    return correlation


async def reply(channel: AbstractChannel, house: House, name: str) -> tuple[str, dict[str, Any]]:
    """The next reply to a subscriber: to which request, and what."""
    queue = await channel.get_queue(house.file(name).replies, ensure=False)
    arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    tag = await queue.consume(arrived.put, no_ack=True)
    async with asyncio.timeout(PATIENCE):
        message = await arrived.get()
    await queue.cancel(tag)
    assert message.user_id == "lea_subscribers"
    return message.correlation_id or "", json.loads(message.body)


def counted(outcome: str, kind: str = "positions") -> float:
    """How many requests of the bank had this outcome."""
    return float(metrics.REQUESTS.labels("bank", kind, outcome)._value.get())


async def test_verify_finds_what_is_missing_and_a_resend_brings_it(house: House, store: SqliteStore) -> None:
    stored = await house.store(range(3))
    await house.subscribe("bank")
    bank = Bank(house, store)
    async with house.delivering(delivery_batch=3):
        await bank.take(len(stored), lost=(len(stored) - 1,))
        last = stored[-1]
        assert await bank.verify() == [Difference(Kind.LACKING, SOURCE, last.stream, last.version - 1, last.version)]
        of_stream = [event for event in stored if event.stream == last.stream]
        await bank.resend([last.stream, uuid4()])
        await bank.take(len(of_stream))
        assert await bank.verify() == []
        more = await house.store([3])
        await bank.take(len(more))
        assert await bank.verify() == []


async def test_terms_that_change_and_replays_are_no_differences(house: House, store: SqliteStore) -> None:
    first = await house.store(range(2))
    await house.subscribe("bank", types=[MeasureAdded.type])
    bank = Bank(house, store)
    both = [MeasureAdded.type, PaymentReceived.type]

    async def approve(*types: str) -> None:
        await house.own.execute("UPDATE subscriber SET types = $1", list(types))
        await house.holds(
            "SELECT array_agg(type ORDER BY type) = $1 FROM delivered_type WHERE source = 'proceedings'", sorted(types)
        )

    async with house.delivering():
        await bank.take(_of(first, MeasureAdded.type))
        assert await bank.verify() == []
        await approve(*both)
        assert await bank.verify() == []
        second = await house.store([2])
        await bank.take(_of(second, *both))
        await approve(PaymentReceived.type)
        assert await bank.verify() == []
        await house.own.execute("UPDATE subscriber SET generation = 2, types = $1", list(EVERYTHING))
        await bank.take(len([*first, *second]))
        assert await bank.verify() == []


def _of(events: Sequence[EventEnvelope[Any]], *types: str) -> int:
    return sum(event.type in types for event in events)


async def test_a_stranger_is_not_answered(house: House) -> None:
    for name in ("bank", "shop"):
        await house.subscribe(name)
    body = json.dumps(ASKED).encode()
    bank, shop = map(user_of_subscriber, ("bank", "shop"))
    before = counted("unauthenticated")
    async with house.delivering(), asking(house, "shop") as channel:
        await house.holds("SELECT count(*) = 2 FROM delivery_cursor WHERE source = 'proceedings'")
        # Copied to the queue of the bank as well, which the broker does not check.
        asked = await publish(channel, house, "shop.positions", body, shop, headers={"CC": ["bank.positions"]})
        assert await reply(channel, house, "shop") == (asked, {"positions": [], "until": None})
        await until(lambda: counted("unauthenticated") == before + 1, "the copy is dropped")
        async with asking(house, "bank") as own:
            await publish(own, house, "bank.positions", body, None)
            await until(lambda: counted("unauthenticated") == before + 2, "nobody is not the bank")
            asked = await publish(own, house, "bank.positions", body, bank)
            # The first reply is the one to the bank itself.
            assert (await reply(own, house, "bank"))[0] == asked


BAD = {
    "positions": [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        json.dumps({"source": 7}).encode(),
        json.dumps({**ASKED, "after": "x"}).encode(),
        json.dumps({**ASKED, "limit": 0}).encode(),
        json.dumps({**ASKED, "limit": 10**9}).encode(),
        json.dumps({**ASKED, "note": "x" * LARGEST}).encode(),
        b"[" * LARGEST,
    ],
    "resend": [
        json.dumps(ASKED).encode(),
        json.dumps({**ASKED, "streams": []}).encode(),
        json.dumps({**ASKED, "streams": [str(uuid4())] * 101}).encode(),
        json.dumps({**ASKED, "streams": ["bank"]}).encode(),
    ],
}


async def test_what_cannot_be_read_is_refused_and_the_delivery_goes_on(house: House) -> None:
    await house.subscribe("bank")
    user = user_of_subscriber("bank")
    async with house.delivering(), asking(house, "bank") as channel:
        for kind, bodies in BAD.items():
            for body in bodies:
                asked = await publish(channel, house, f"bank.{kind}", body, user)
                assert await reply(channel, house, "bank") == (asked, {"error": "malformed"}), body[:80]
        for source in ("proceedings", "/lea/edge", "/lea/proceedings/", "'; DROP TABLE event"):
            asked = await publish(channel, house, "bank.positions", json.dumps({"source": source}).encode(), user)
            assert await reply(channel, house, "bank") == (asked, {"error": "unknown-source"})
        stored = await house.store([0])
        await house.received("bank", len(stored))
        asked = await publish(channel, house, "bank.positions", json.dumps(ASKED).encode(), user)
        answered, page = await reply(channel, house, "bank")
        assert (answered, len(page["positions"])) == (asked, len({event.stream for event in stored}))


async def test_a_full_queue_and_a_restored_store_are_said(house: House) -> None:
    await house.subscribe("bank")
    user = user_of_subscriber("bank")
    resend = json.dumps({**ASKED, "streams": [str(uuid4())]}).encode()
    async with house.delivering(), asking(house, "bank") as channel:
        stored = await house.store([0])
        await house.sent("bank", len(stored))

        async def answered(kind: str, body: bytes) -> dict[str, Any]:
            asked = await publish(channel, house, f"bank.{kind}", body, user)
            correlation, found = await reply(channel, house, "bank")
            assert correlation == asked
            return found

        assert await answered("resend", resend) == {"sent": 0}
        await house.own.execute("INSERT INTO full_queue VALUES ('bank', now())")
        assert await answered("resend", resend) == {"error": "queue-full"}
        await house.own.execute("DELETE FROM full_queue")
        await house.own.execute("UPDATE delivery_cursor SET event = $1, epoch = $1", uuid4())
        assert await answered("resend", resend) == {"error": "source-restored"}
        page = await answered("positions", json.dumps(ASKED).encode())
        assert [each["sequence"] for each in page["positions"]] == [len(stored)]


async def test_requests_of_one_subscriber_are_limited_and_others_are_answered(house: House) -> None:
    for name in ("bank", "shop"):
        await house.subscribe(name)
    body = json.dumps(ASKED).encode()
    user = user_of_subscriber("bank")
    # Nobody answers yet: a flood is refused by the broker.
    async with await aio_pika.connect(house.file("bank").url.get_secret_value()) as connection:
        channel = await connection.channel(publisher_confirms=True)
        with pytest.raises(DeliveryError):
            await asyncio.gather(*(publish(channel, house, "bank.positions", body, user) for _ in range(200)))
        async with house.delivering(), asking(house, "shop") as other:
            asked = await publish(other, house, "shop.positions", body, user_of_subscriber("shop"))
            assert (await reply(other, house, "shop"))[0] == asked

            async def answered() -> bool:
                async with await aio_pika.connect(house.broker) as watching:
                    declared = await (await watching.channel()).declare_queue(
                        subscriber_request_queue("bank"), passive=True
                    )
                return declared.declaration_result.message_count == 0

            await until(answered, "what was taken is answered")


async def test_a_state_is_joined_by_what_is_sent_later_without_gap_or_double(house: House, store: SqliteStore) -> None:
    stored = await house.store(range(3))
    await house.subscribe("bank")
    bank, states = Bank(house, store), list[StreamState]()

    async def apply(state: StreamState, _: Any) -> None:
        states.append(state)

    async def take() -> int:
        async with SourceClient(house.file("bank"), timeout=PATIENCE) as client:
            return await take_states(store, client, SOURCE, apply)

    async with house.delivering(delivery_batch=3):
        await house.sent("bank", len(stored))
        assert await take() == 3
        assert {each.stream: each.sequence for each in states} == {each.stream: each.version for each in stored}
        assert states[0].entries[0].data.type == "lea.proceedings.proceeding-initiated.v1"
        assert await take() == 0
        later = await house.store(range(3, 5))
        applied_before = len(bank.handled)
        await bank.take(len(stored) + len(later))
        assert bank.handled[applied_before:] == [(each.stream, each.version) for each in later]
        assert await bank.verify() == []


async def test_a_state_says_no_more_than_was_approved(house: House, store: SqliteStore) -> None:
    await house.store([0])
    await house.subscribe("bank", types=[MeasureAdded.type], fields=[])
    async with house.delivering():
        await house.holds(
            "SELECT count(*) = 1 FROM delivery_cursor WHERE event IS NOT NULL AND source = $1", "proceedings"
        )
        async with SourceClient(house.file("bank"), timeout=PATIENCE) as client:
            [state] = (await client.states(SOURCE, None, 200)).states
    assert {entry.type for entry in state.entries} == {MeasureAdded.type}
    assert all("subject" not in entry.data for entry in state.entries)
