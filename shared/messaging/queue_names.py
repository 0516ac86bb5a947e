"""Names of exchanges and queues.

All of them are declared and bound by the process `topology` (`infra/broker/topology.py`): a service only reads its own
queues, and publishes.
"""

from shared.messaging.broker import QueueProbe

EVENTS_EXCHANGE = "lea.events"
"""Topic exchange of all events; the routing key is the event's type."""
COMMANDS_EXCHANGE = "lea.commands"
"""Topic exchange of all commands; the routing key is the command's type."""
QUERIES_EXCHANGE = "lea.queries"
"""Topic exchange of all queries; the routing key is the query's type."""
PROBE_EXCHANGE = "lea.probe"
"""Exchange without queues, over which services see whether the broker accepts messages."""
REPLIES_EXCHANGE = "lea.replies"
"""Topic exchange of the answers to commands and queries; the routing key is the name of the queue the sender waits at.
"""

SUBSCRIBERS_EXCHANGE = "lea.subscribers"
"""Topic exchange of what subscribers outside receive; the routing key is the subscriber's name, that of its replies
`<name>.replies`.
"""
SUBSCRIBER_REQUESTS_EXCHANGE = "lea.subscriber-requests"
"""Topic exchange of what subscribers ask; the routing key is `<name>.<kind>`."""
SUBSCRIBER_REQUESTS = ("resend", "positions", "replays", "states")
"""The kinds of what subscribers ask."""
SUBSCRIBER_QUEUES = "subscriber."
"""How the names of all queues of subscribers begin."""
UNCONSUMED_QUEUE = "lea.unconsumed"
"""Takes the events of services of which no service takes any: without a queue a relay could not publish them."""


def partition_exchange(consumer: str) -> str:
    """The exchange that spreads the streams over the partitions of an event consumer."""
    return f"{EVENTS_EXCHANGE}.{consumer}"


def partition_queue(consumer: str, number: int) -> str:
    """One partition of an event consumer, counted from 0."""
    return f"{consumer}.events.{number}"


def dead_event_queue(consumer: str) -> str:
    """Where the broker puts the events of a consumer after too many deliveries; name of queue and exchange."""
    return f"{consumer}.events.dead"


def command_queue(service: str) -> str:
    """The queue of the commands to a service."""
    return f"{service}.commands"


def command_pattern(service: str) -> str:
    """The routing keys of the commands, and of the queries, to a service."""
    return f"lea.{service}.#"


def dead_command_queue(service: str) -> str:
    """Where the broker puts the commands to a service after too many deliveries; name of queue and exchange."""
    return f"{service}.commands.dead"


def query_queue(service: str) -> str:
    """The queue of the queries to a service."""
    return f"{service}.queries"


def reply_queue(user: str, number: str) -> str:
    """Where a sender of commands and queries waits for answers; only this user may make queues of such names."""
    return f"{user}.replies.{number}"


def subscriber_queue(name: str) -> str:
    """The queue of the events for a subscriber."""
    return f"{SUBSCRIBER_QUEUES}{name}"


def subscriber_reply_queue(name: str) -> str:
    """The queue of the replies to a subscriber."""
    return f"{SUBSCRIBER_QUEUES}{subscriber_reply_key(name)}"


def subscriber_reply_key(name: str) -> str:
    """The routing key of the replies to a subscriber."""
    return f"{name}.replies"


def subscriber_request_queue(name: str) -> str:
    """The queue of the requests of a subscriber, which it cannot read."""
    return f"{SUBSCRIBER_QUEUES}{name}.requests"


async def partition_queues(probe: QueueProbe, consumer: str, partitions: int) -> list[str]:
    """The queues an event consumer reads.

    Queues left from a higher number of partitions get no new events but are among them, so what lies in them is still
    consumed. Streams that change their partition stay in order: a version that overtakes waits.

    Raises ConnectionError while a partition is missing, or one of `BROKER_UNAVAILABLE`.
    """
    queues: list[str] = []
    while await probe.consumers_of(name := partition_queue(consumer, len(queues))) is not None:
        queues.append(name)
    if len(queues) < partitions:
        raise ConnectionError(f"the queue {name} is missing")
    return queues
