"""What a subscriber of events has in the broker: a user, and queues of events, replies and requests.

The user reads the first two, and asks over one exchange with its own routing keys. It can declare and bind nothing: so
it neither reads other events nor stops a publisher. Its full queue refuses what is sent to it alone. The third is read
by the service `subscribers`: who asks more than is answered has its own requests refused, and nobody else's.
"""

from typing import Any, NamedTuple

from shared.messaging.queue_names import (
    SUBSCRIBER_REQUESTS,
    SUBSCRIBER_REQUESTS_EXCHANGE,
    SUBSCRIBERS_EXCHANGE,
    subscriber_queue,
    subscriber_reply_key,
    subscriber_reply_queue,
    subscriber_request_queue,
)

LIMITS = {"max-connections": 5, "max-channels": 10}

_MESSAGES, _BYTES = 10_000, 64 * 1024 * 1024
_REPLIES, _REPLY_BYTES = 1000, 16 * 1024 * 1024
_WAITING, _WAITING_BYTES, _WAITING_TIME = 20, 1024 * 1024, 60_000
"""Requests that are not answered yet, and the milliseconds for which they wait: their sender asks again."""
_NO_LIMIT = 1_000_000_000  # RabbitMQ 4 drops after 20 deliveries by default; 3.10 refuses -1
_ATTEMPTS = 5


class SubscriberQueue(NamedTuple):
    """A queue of a subscriber."""

    exchange: str
    key: str
    arguments: dict[str, Any]


def subscriber_queues(name: str) -> dict[str, SubscriberQueue]:
    """The queues of a subscriber.

    A full queue of events refuses further ones: they wait in the event store, and nothing is dropped.
    """
    quorum = {"x-queue-type": "quorum", "x-delivery-limit": _NO_LIMIT}
    events = {"x-max-length": _MESSAGES, "x-max-length-bytes": _BYTES, "x-overflow": "reject-publish"}
    replies = {"x-max-length": _REPLIES, "x-max-length-bytes": _REPLY_BYTES, "x-overflow": "drop-head"}
    # One that ends the process at each delivery is dropped: nothing is lost with a request.
    requests = {
        **quorum,
        "x-delivery-limit": _ATTEMPTS,
        "x-message-ttl": _WAITING_TIME,
        "x-max-length": _WAITING,
        "x-max-length-bytes": _WAITING_BYTES,
        "x-overflow": "reject-publish",
    }
    return {
        subscriber_queue(name): SubscriberQueue(
            SUBSCRIBERS_EXCHANGE, name, {**quorum, **events, "x-single-active-consumer": True}
        ),
        subscriber_reply_queue(name): SubscriberQueue(
            SUBSCRIBERS_EXCHANGE, subscriber_reply_key(name), {**quorum, **replies}
        ),
        subscriber_request_queue(name): SubscriberQueue(SUBSCRIBER_REQUESTS_EXCHANGE, f"{name}.*", requests),
    }


def permission(name: str) -> dict[str, str]:
    """The permission of a subscriber's user: patterns of names."""
    requests = SUBSCRIBER_REQUESTS_EXCHANGE.replace(".", r"\.")
    return {"configure": "^$", "write": f"^{requests}$", "read": rf"^subscriber\.{name}(\.replies)?$"}


def topic_permission(name: str) -> dict[str, str]:
    """The routing keys with which a subscriber's user may ask."""
    keys = rf"^{name}\.({'|'.join(SUBSCRIBER_REQUESTS)})$"
    return {"exchange": SUBSCRIBER_REQUESTS_EXCHANGE, "write": keys, "read": "^$"}
