"""Sends the messages of a run, in order and many at a time, and receives the replies."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from itertools import islice

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from contracts.identifiers import new_id
from contracts.replies import REPLY
from shared.messaging import frames
from shared.messaging.queue_names import REPLIES_EXCHANGE, reply_queue
from shared.messaging.senders import OPERATOR
from tests.e2e.fuzz.messages import Message
from tests.e2e.fuzz.outcomes import Answers
from tests.e2e.fuzz.samples import MARK
from tests.integration.messaging.hostile import RawKey, RawProperties, publish_raw

_BATCH = 1000

frames.install()


class Bus:
    """A channel that sends arbitrary messages, and a queue for replies."""

    def __init__(self, channel: AbstractChannel) -> None:
        self._channel = channel
        self.replies = reply_queue(OPERATOR, str(new_id()))
        self.answers: Answers = defaultdict(list)
        self.sent: list[Message] = []
        """Without their content."""
        self.unmarked = 0
        """Replies to commands whose correlation id was changed."""

    async def listen(self) -> None:
        """Receive replies from now on."""
        queue = await self._channel.declare_queue(self.replies, exclusive=True)
        await queue.bind(REPLIES_EXCHANGE, self.replies)
        await queue.consume(self._answered, no_ack=True)

    async def send(self, messages: Iterable[Message]) -> None:
        """Publish in order. Returns when the broker has everything."""
        rest = iter(messages)
        while batch := list(islice(rest, _BATCH)):
            await asyncio.gather(*map(self._publish, batch))
            self.sent += [message.without_content() for message in batch]

    async def waiting(self, queues: Sequence[str]) -> dict[str, int]:
        """The number of messages in each non-empty queue."""
        counts = {
            queue: (await self._channel.declare_queue(queue, passive=True)).declaration_result.message_count or 0
            for queue in queues
        }
        return {queue: count for queue, count in counts.items() if count}

    async def _publish(self, message: Message) -> None:
        await publish_raw(
            self._channel,
            RawProperties.of(message.properties),
            message.draft.body,
            exchange=message.draft.exchange,
            routing_key=RawKey(message.draft.key),
            # A returned message whose id was changed could not be matched.
            mandatory=False,
        )

    async def _answered(self, message: AbstractIncomingMessage) -> None:
        mark = MARK.fullmatch(message.correlation_id or "")
        if mark is None:
            self.unmarked += 1
        else:
            self.answers[int(mark[1])].append(REPLY.validate_json(message.body))


@asynccontextmanager
async def connected(broker_url: str) -> AsyncIterator[Bus]:
    """A bus that listens."""
    async with await aio_pika.connect(broker_url) as connection:
        bus = Bus(await connection.channel())
        await bus.listen()
        yield bus
