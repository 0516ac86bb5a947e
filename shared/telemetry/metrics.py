"""What is measured (Prometheus). Names begin with `lea_`, times are in seconds, labels have few values."""

from prometheus_client import Counter, Gauge, Histogram

_AGES = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3600)
_DURATIONS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_SIZES = (1, 2, 5, 10, 25, 50, 100, 200, 500, 1000)

EVENT_AGE = Histogram(
    "lea_event_age_seconds", "From recording an event to its effect here", ["consumer"], buckets=_AGES
)
EVENTS_APPLIED = Counter("lea_events_applied", "Events applied", ["consumer"])
EVENTS_DUPLICATE = Counter("lea_events_duplicate", "Events delivered again and skipped", ["consumer"])
EVENTS_WAITING = Counter("lea_events_waiting", "Events put aside until earlier versions come", ["consumer"])
BATCH_SECONDS = Histogram(
    "lea_event_batch_seconds", "Time of one batch, commit included", ["consumer"], buckets=_DURATIONS
)
BATCH_SIZE = Histogram("lea_event_batch_size", "Events applied in one transaction", ["consumer"], buckets=_SIZES)

MESSAGES_RETRIED = Counter("lea_messages_retried", "Messages that failed and will be tried again", ["consumer"])
MESSAGES_PARKED = Counter(
    "lea_messages_parked",
    "Messages parked, by cause: unreadable, unauthenticated, conflicting, phantom, failed, refused, exhausted, dead",
    ["consumer", "cause"],
)
DEFERRED = Gauge("lea_deferred_messages", "Messages held, by reason: gap, retry, parked", ["consumer", "reason"])
DEFERRED_AGE = Gauge("lea_deferred_oldest_seconds", "Age of the message held longest", ["consumer", "reason"])
CONSUMER_SESSIONS = Counter(
    "lea_consumer_sessions", "Subscriptions begun; more than one: it was lost before", ["consumer"]
)
CONSUMER_AHEAD = Gauge(
    "lea_consumer_ahead",
    "Streams in which events were applied that the restored store of their source does not have; above 0 it stands",
    ["consumer", "source"],
)
QUEUE_MESSAGES = Gauge("lea_queue_messages", "Messages of a queue that are not handled yet", ["queue"])
QUEUE_OLDEST = Gauge(
    "lea_queue_oldest_seconds",
    "Since when the oldest message of a queue waits: events since they were recorded, commands since they came",
    ["queue"],
)

COMMAND_SECONDS = Histogram(
    "lea_command_seconds", "From receiving a command to its answer", ["type", "outcome"], buckets=_DURATIONS
)
QUERY_SECONDS = Histogram(
    "lea_query_seconds", "From receiving a query to its answer", ["type", "outcome"], buckets=_DURATIONS
)
REFUSALS = Counter("lea_refusals", "Problems commands and queries were refused with", ["type", "code"])
