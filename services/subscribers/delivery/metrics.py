"""Metrics of the delivery to subscribers (Prometheus)."""

from prometheus_client import Counter, Gauge

LEADER = Gauge("lea_delivery_leader", "1 where this process delivers to subscribers")
DELIVERED = Counter(
    "lea_subscriber_delivered_total", "Events sent to a subscriber and confirmed", ["subscriber", "source"]
)
RESENT = Counter("lea_subscriber_resent_total", "Events sent again on request", ["subscriber", "source"])
REPLAYED = Counter("lea_subscriber_replayed_total", "Events sent again in replays", ["subscriber", "source"])
REPLAY_STALLED = Gauge(
    "lea_subscriber_replay_stalled_seconds", "Seconds for which the replay of a subscriber has waited", ["subscriber"]
)
REQUESTS = Counter(
    "lea_subscriber_requests_total",
    "Requests in the queue of a subscriber: `answered`, `unauthenticated`, or why not",
    ["subscriber", "kind", "outcome"],
)
LAG = Gauge(
    "lea_subscriber_lag_seconds",
    "Age of the oldest event that is stored and not yet sent to a subscriber",
    ["subscriber", "source"],
)
PAUSED = Gauge("lea_subscriber_paused", "1 while nothing can be sent to a subscriber", ["subscriber", "reason"])
FULL = Gauge(
    "lea_subscriber_full_seconds", "Seconds for which the queue of a subscriber has taken nothing", ["subscriber"]
)
