"""Events on their way into a read model while something else is measured: the real consumer, fed at a steady rate."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, count, islice
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from typing import Any, NamedTuple

import uvloop
from pamqp.commands import Basic

from contracts.envelope import CONTENT_TYPE, EventEnvelope, event_headers
from infra.bench.lives import SOURCE, life
from infra.bench.place import Database, Place
from infra.bench.servers import Server, running
from shared.messaging.broker import connect
from shared.messaging.topology import EVENTS_EXCHANGE, declare_events_exchange

_AHEAD = 90.0  # seconds of events that are made before the first is sent: to make them is not what is measured
_STARTS_WITHIN = 120.0


class _Message(NamedTuple):
    type: str
    body: bytes
    properties: Basic.Properties


@contextmanager
def applying(place: Place, model: Database, broker_url: str, first: int, rate: float) -> Iterator[Server]:
    """court_query, into whose model come the lives numbered from `first` on, at so many events a second."""
    store = place.database("proceedings")
    environment = {
        "LEA_DATABASE_URL": model.url,
        "LEA_BROKER_URL": broker_url,
        "LEA_EVENT_STORE_URLS": json.dumps({"proceedings": store.event_reader_url}),
    }
    with running("services.court_query.main", environment) as consumer:
        context = get_context("spawn")
        begun = context.Event()
        feeder = context.Process(target=_feed, args=(broker_url, first, rate, begun), daemon=True)
        feeder.start()
        try:
            if not begun.wait(_STARTS_WITHIN):
                raise TimeoutError("no event came")
            yield consumer
        finally:
            feeder.terminate()
            feeder.join()


def _feed(broker_url: str, first: int, rate: float, begun: Event) -> None:
    uvloop.run(_publish(broker_url, first, rate, begun))


async def _publish(broker_url: str, first: int, rate: float, begun: Event) -> None:
    connection = await connect(broker_url, "bench feeder")
    channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
    await declare_events_exchange(channel)
    events = (_message(event) for proceeding in count(first) for event in life(proceeding))
    made = list(islice(events, int(rate * _AHEAD)))
    start = time.perf_counter()
    for number, message in enumerate(chain(made, events)):
        await asyncio.sleep(max(start + number / rate - time.perf_counter(), 0.0))
        await channel.basic_publish(
            message.body, exchange=EVENTS_EXCHANGE, routing_key=message.type, properties=message.properties,
            mandatory=True,
        )  # fmt: skip
        begun.set()


def _message(event: EventEnvelope[Any]) -> _Message:
    headers = event_headers(
        id=event.id, source=SOURCE, type=event.type, stream=event.stream, version=event.version,
        effective_date=event.effective_date, recorded_at=event.recorded_at, actor=event.actor,
        correlation_id=event.correlation_id, causation_id=event.causation_id,
    )  # fmt: skip
    properties = Basic.Properties(
        headers={**headers}, content_type=CONTENT_TYPE, delivery_mode=2, message_id=str(event.id),
        message_type=event.type,
    )  # fmt: skip
    return _Message(event.type, event.data.model_dump_json().encode(), properties)
