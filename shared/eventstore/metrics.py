"""Metrics of the event store and its relay (Prometheus)."""

from prometheus_client import Counter, Gauge, Histogram

EVENTS_APPENDED = Counter("lea_events_appended_total", "Events stored")
COMMANDS_HANDLED = Counter("lea_commands_handled_total", "Commands answered", ["outcome"])
POLICIES_REFUSED = Counter("lea_policies_refused_total", "Commands of policies refused for good", ["policy"])
STREAMS_DIVERGED = Counter(
    "lea_streams_diverged_total", "Decisions stopped because a stream has published what does not follow from it"
)
BOUNDS_REACHED = Counter("lea_stream_bounds_reached_total", "Commands refused because a stream changes too often")
CONFLICTS = Counter("lea_append_conflicts_total", "Batches of commands that met a concurrent writer")
COMMAND_BATCH = Histogram(
    "lea_command_batch_size", "Commands handled in one transaction", buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500)
)

RELAY_LEADER = Gauge("lea_relay_leader", "1 where this process publishes the events of its service")
RELAY_PUBLISHED = Counter("lea_relay_published_total", "Events published and confirmed by the broker")
RELAY_REPUBLISHED = Counter(
    "lea_relay_republished_total", "Events published again on the request of an operator (lea republish)"
)
RELAY_FAILURES = Counter("lea_relay_failures_total", "Attempts to publish that failed", ["reason"])
RELAY_BLOCKED = Gauge("lea_relay_blocked", "1 while the oldest event cannot be published")
RELAY_BATCH = Histogram(
    "lea_relay_batch_size",
    "Events published before their confirms were awaited",
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000),
)
RELAY_HELD = Gauge("lea_relay_held_seconds", "Seconds for which a transaction that stays open has held events back")
OUTBOX_AGE = Gauge("lea_outbox_oldest_age_seconds", "Age of the oldest event that is stored and not yet published")
