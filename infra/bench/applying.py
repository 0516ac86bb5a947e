"""Events on their way into a read model while something else is measured: the real consumer, fed at a steady rate."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from multiprocessing import get_context
from typing import Any

import uvloop
from aiormq.abc import AbstractChannel
from pamqp.commands import Basic

from contracts.envelope import CONTENT_TYPE, EventEnvelope, event_headers
from infra.bench.lives import SOURCE, life
from infra.bench.place import Database, Place
from infra.bench.servers import Server, running
from shared.messaging.broker import connect
from shared.messaging.topology import EVENTS_EXCHANGE, declare_events_exchange


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
        feeder = get_context("spawn").Process(target=_feed, args=(broker_url, first, rate), daemon=True)
        feeder.start()
        try:
            yield consumer
        finally:
            feeder.terminate()
            feeder.join()


def _feed(broker_url: str, first: int, rate: float) -> None:
    uvloop.run(_publish(broker_url, first, rate))


async def _publish(broker_url: str, first: int, rate: float) -> None:
    connection = await connect(broker_url, "bench feeder")
    channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
    await declare_events_exchange(channel)
    begun = time.perf_counter()
    for number, event in enumerate(event for proceeding in count(first) for event in life(proceeding)):
        await asyncio.sleep(max(begun + number / rate - time.perf_counter(), 0.0))
        await _send(channel, event)


async def _send(channel: AbstractChannel, event: EventEnvelope[Any]) -> None:
    headers = event_headers(
        id=event.id, source=SOURCE, type=event.type, stream=event.stream, version=event.version,
        effective_date=event.effective_date, recorded_at=event.recorded_at, actor=event.actor,
        correlation_id=event.correlation_id, causation_id=event.causation_id,
    )  # fmt: skip
    properties = Basic.Properties(
        headers={**headers}, content_type=CONTENT_TYPE, delivery_mode=2, message_id=str(event.id),
        message_type=event.type,
    )  # fmt: skip
    await channel.basic_publish(
        event.data.model_dump_json().encode(), exchange=EVENTS_EXCHANGE, routing_key=event.type,
        properties=properties, mandatory=True,
    )  # fmt: skip
