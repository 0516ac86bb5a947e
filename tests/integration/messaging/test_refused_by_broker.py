"""Messages that the broker itself refuses never reach a consumer."""

import struct

import aio_pika
import pytest

from infra.broker.definitions import MESSAGE_BYTES
from shared.failures.broker import BROKER_UNAVAILABLE
from shared.messaging.queue_names import EVENTS_EXCHANGE, dead_event_queue, partition_queue
from shared.messaging.senders import publisher_of
from tests.integration.messaging.hostile import RawProperties, field, long, publish_raw
from tests.integration.messaging.kit import BODY, length

SOUND = {"delivery_mode": b"\2", "user_id": publisher_of("deadlines").encode()}
REFUSED: dict[str, tuple[dict[str, bytes], bytes]] = {
    "a float that is no number": ({"headers": field(b"f", b"f", b"\x7f\xc0\0\0")}, BODY),
    "a double that is infinite": ({"headers": field(b"d", b"d", b"\x7f\xf0" + bytes(6))}, BODY),
    "a field of a type nobody knows": ({"headers": field(b"q", b"q", b"\0")}, BODY),
    "a text longer than its table": ({"headers": field(b"S", b"S", struct.pack(">I", 9) + b"short")}, BODY),
    "a table that ends early": ({"headers": field(b"F", b"F", long(b"\5abc"))}, BODY),
    "copies to what is no list of keys": ({"headers": field(b"CC", b"S", long(b"lea.intake.x"))}, BODY),
    "a mode of delivery nobody knows": ({"delivery_mode": b"\3"}, BODY),
    "a time to live that is no number": ({"expiration": b"soon"}, BODY),
    "a time to live before now": ({"expiration": b"-1"}, BODY),
    "an answer to a consumer that is not there": ({"reply_to": b"amq.rabbitmq.reply-to"}, BODY),
    "more than a message may hold": ({}, bytes(MESSAGE_BYTES + 1)),
}
"""Properties beside or in place of sound ones, and a body."""


@pytest.mark.parametrize(("properties", "body"), REFUSED.values(), ids=REFUSED)
async def test_the_broker_closes_the_channel_of_its_sender(
    vhost: str, properties: dict[str, bytes], body: bytes
) -> None:
    async with await aio_pika.connect(vhost) as reading:
        queues = [*(partition_queue("deadlines", number) for number in range(4)), dead_event_queue("deadlines")]
        sending = await aio_pika.connect(vhost)
        try:
            channel = await sending.channel()
            with pytest.raises(BROKER_UNAVAILABLE):
                await publish_raw(channel, RawProperties.of({**SOUND, **properties}), body, exchange=EVENTS_EXCHANGE)
        finally:
            await sending.close()
        channel = await reading.channel()
        assert [await length(channel, queue) for queue in queues] == [0] * len(queues)
