"""The arguments that keep messages safe.

All hold on RabbitMQ 3.10 and on 4.x. They are part of a queue's identity: changing one of them needs a new queue name,
or the broker refuses the declaration.
"""

from typing import Any

from shared.messaging.topology import dead_event_queue

DELIVERY_LIMIT = 50
"""Deliveries after which the broker dead-letters a message.

A far backstop against messages that crash the process: every restart, however clean, may count as a delivery of what
was prefetched. Attempts that count are kept in `deferred_message`.
"""

_NO_LIMIT = 1_000_000_000  # RabbitMQ 4 drops after 20 deliveries unless told otherwise; 3.10 refuses -1


def work_queue_arguments(dead_queue: str) -> dict[str, Any]:
    """Arguments of a queue that loses nothing: replicated, and dead-lettered at least once."""
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        # An exchange of its own: no service may write to the default exchange.
        "x-dead-letter-exchange": dead_queue,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


def partition_queue_arguments(consumer: str) -> dict[str, Any]:
    """Arguments of a partition: one instance at a time consumes it, so a stream stays in order."""
    return {**work_queue_arguments(dead_event_queue(consumer)), "x-single-active-consumer": True}


def dead_queue_arguments() -> dict[str, Any]:
    """Arguments of a dead-letter queue: it keeps a message until it is stored.

    A policy of the broker (`infra/broker`) moves a message that cannot be stored to a queue that nobody consumes.
    """
    return {"x-queue-type": "quorum", "x-delivery-limit": _NO_LIMIT}
