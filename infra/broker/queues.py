"""Arguments of queues. Those of events and commands lose no message.

They are valid for RabbitMQ 3.10 and 4.x. They cannot be changed for an existing queue: the broker refuses a declaration
with other arguments, so a change needs a new queue name.
"""

from typing import Any

from shared.messaging.queue_names import dead_event_queue

DELIVERY_LIMIT = 50
"""Deliveries after which the broker dead-letters a message.

A last resort against messages that crash the process: any restart may count as a delivery of prefetched messages. The
attempts that matter are counted in `deferred_message`.
"""

QUERY_TTL = 30_000
"""Milliseconds a query waits for an answer."""
_NO_LIMIT = 1_000_000_000  # RabbitMQ 4 drops after 20 deliveries by default; 3.10 refuses -1


def work_queue_arguments(dead_queue: str) -> dict[str, Any]:
    """Arguments of a queue that loses nothing: replicated, and dead-lettered at least once."""
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        # A separate exchange: no service may write to the default exchange.
        "x-dead-letter-exchange": dead_queue,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


def partition_queue_arguments(consumer: str) -> dict[str, Any]:
    """Arguments of a partition: a single active consumer keeps streams in order."""
    return {**work_queue_arguments(dead_event_queue(consumer)), "x-single-active-consumer": True}


def query_queue_arguments() -> dict[str, Any]:
    """Arguments of a queue of queries: one that nobody answers soon is worth nothing, and its sender asks again.

    A quorum queue, because a classic one is away for as long as the node that has it.
    """
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-message-ttl": QUERY_TTL,
        "x-max-length": 10_000,
        "x-overflow": "reject-publish",
    }


def unconsumed_queue_arguments() -> dict[str, Any]:
    """Arguments of a queue that nobody reads: it takes every message and keeps the last ones, for people to look at."""
    return {"x-queue-type": "quorum", "x-max-length": 1000, "x-overflow": "drop-head"}


def dead_queue_arguments() -> dict[str, Any]:
    """Arguments of a dead-letter queue, which keeps a message until it is stored.

    A policy of the broker (`definitions.py`) moves a message that cannot be stored to a queue without consumers.
    """
    return {"x-queue-type": "quorum", "x-delivery-limit": _NO_LIMIT}
