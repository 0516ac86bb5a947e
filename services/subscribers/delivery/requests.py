"""Takes the requests of subscribers, in the process that delivers: each from its own queue, one at a time.

They are input of strangers. A queue takes requests of its subscriber alone, by the user whom the broker has verified;
others are dropped. What cannot be read is answered with a code, and nothing of it is logged.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from aio_pika import Message
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage, AbstractQueue
from pydantic import ValidationError
from pydantic_core import to_json

from contracts.envelope import CONTENT_TYPE
from services.subscribers.application import SERVICE
from services.subscribers.delivery import metrics
from services.subscribers.delivery.answers import Answers, RequestRefused
from services.subscribers.delivery.cursors import Recipient
from services.subscribers.delivery.stores import SourceUnavailable
from services.subscribers.settings import SubscribersSettings
from shared.failures import DATABASE_ERRORS
from shared.failures.broker import BROKER_UNAVAILABLE
from shared.messaging.broker import QueueProbe, close, connect, normalize_cancellation, open_channel
from shared.messaging.queue_names import (
    SUBSCRIBER_REQUESTS,
    SUBSCRIBERS_EXCHANGE,
    subscriber_reply_key,
    subscriber_request_queue,
)
from shared.messaging.reader import SubscriptionLost
from shared.messaging.senders import publisher_of, user_of_subscriber
from shared.telemetry.logs import get_logger

ANSWERED, UNAUTHENTICATED = "answered", "unauthenticated"
_RECONNECT = 1.0
_LONGEST = 60.0  # seconds for one request
_REPLY_LIVES = timedelta(minutes=5)

_log = get_logger(__name__)


class _Subscription(NamedTuple):
    queue: AbstractQueue
    tag: str


class RequestEndpoint:
    """Answers the requests of the subscribers that are delivered to."""

    def __init__(self, settings: SubscribersSettings, answers: Answers) -> None:
        self._settings = settings
        self._answers = answers
        self._recipients: dict[str, Recipient] = {}

    def serve(self, recipients: Iterable[Recipient]) -> None:
        """Answer these subscribers, and no others."""
        self._recipients = {each.name: each for each in recipients}

    async def run(self) -> None:
        """Answer until cancelled; survives the broker being away."""
        while True:
            try:
                with normalize_cancellation():
                    await asyncio.create_task(self._session())
            except Exception as error:  # noqa: BLE001 - whatever it is, events are delivered all the same
                _log.warning("no requests of subscribers", reason=type(error).__name__)
            await asyncio.sleep(_RECONNECT)

    async def _session(self) -> None:
        connection = await connect(self._settings.broker_url, "requests of subscribers")
        try:
            channel = await open_channel(connection)
            await channel.set_qos(prefetch_count=1)  # of each queue
            probe, subscriptions = QueueProbe(connection), dict[str, _Subscription]()
            while True:
                await self._follow(channel, probe, subscriptions)
                await asyncio.sleep(self._settings.registry_poll)
                _check(connection, channel)
        finally:
            await close(connection)

    async def _follow(
        self, channel: AbstractChannel, probe: QueueProbe, subscriptions: dict[str, _Subscription]
    ) -> None:
        """Read the queue of each subscriber; one that is not made yet is looked for again."""
        for name in subscriptions.keys() - self._recipients.keys():
            queue, tag = subscriptions.pop(name)
            await queue.cancel(tag)
        for name in self._recipients:
            state = await probe.state_of(subscriber_request_queue(name))
            if state is None:
                subscriptions.pop(name, None)
            elif name not in subscriptions or not state.consumers:
                queue = await channel.get_queue(subscriber_request_queue(name), ensure=False)
                subscriptions[name] = _Subscription(queue, await queue.consume(partial(self._take, channel, name)))

    async def _take(self, channel: AbstractChannel, name: str, message: AbstractIncomingMessage) -> None:
        kind, outcome, reply = await self._handled(name, message)
        metrics.REQUESTS.labels(name, kind, outcome).inc()
        if outcome != ANSWERED:
            _log.warning("request of subscriber refused", subscriber=name, kind=kind, reason=outcome)
        with suppress(*BROKER_UNAVAILABLE):
            if message.correlation_id and outcome != UNAUTHENTICATED:
                await self._reply(channel, name, message.correlation_id, reply)
            await message.ack()

    async def _handled(self, name: str, message: AbstractIncomingMessage) -> tuple[str, str, dict[str, Any]]:
        """The kind of a request, what becomes of it, and the reply."""
        owner, _, kind = (message.routing_key or "").partition(".")
        kind = kind if kind in SUBSCRIBER_REQUESTS else "other"
        recipient = self._recipients.get(name)
        # By the header CC another subscriber's message comes here, too, with its own key.
        if recipient is None or message.user_id != user_of_subscriber(name) or owner != name:
            return kind, UNAUTHENTICATED, {}
        try:
            async with asyncio.timeout(_LONGEST):
                return kind, ANSWERED, await self._answers.answer(recipient, kind, message.body)
        except RequestRefused as refused:
            outcome = refused.code
        except ValidationError:
            outcome = "malformed"
        except (SourceUnavailable, TimeoutError, *DATABASE_ERRORS):
            outcome = "unavailable"
        except Exception as error:  # noqa: BLE001 - a request must not end the delivery; its content is not logged
            _log.error("request of subscriber not answered", subscriber=name, kind=kind, error=type(error).__name__)
            outcome = "failed"
        return kind, outcome, {"error": outcome}

    async def _reply(self, channel: AbstractChannel, name: str, correlation: str, reply: dict[str, Any]) -> None:
        replies = await channel.get_exchange(SUBSCRIBERS_EXCHANGE, ensure=False)
        answer = Message(
            to_json(reply),
            correlation_id=correlation,
            content_type=CONTENT_TYPE,
            expiration=_REPLY_LIVES,
            user_id=publisher_of(SERVICE),
        )
        await replies.publish(answer, subscriber_reply_key(name), mandatory=False)


def _check(connection: AbstractConnection, channel: AbstractChannel) -> None:
    if channel.is_closed or not connection.connected.is_set():
        raise SubscriptionLost("connection lost")
