"""What is measured (Prometheus); times are in seconds."""

from prometheus_client import Counter, Gauge, Histogram

APPLIED = Counter("lea_subscriber_applied", "Events handled", ["subscriber"])
IGNORED = Counter("lea_subscriber_ignored", "Events of types that are passed over", ["subscriber"])
DUPLICATES = Counter("lea_subscriber_duplicates", "Events delivered again and skipped", ["subscriber"])
FAILED = Counter("lea_subscriber_failed", "Failed attempts to handle an event", ["subscriber"])
PARKED = Counter("lea_subscriber_parked", "Messages parked", ["subscriber"])
HELD = Gauge("lea_subscriber_held", "Messages held, by reason: gap, retry, parked", ["subscriber", "reason"])
AGE = Gauge("lea_subscriber_age_seconds", "From recording the event handled last to its effect here", ["subscriber"])
CONNECTED = Gauge("lea_subscriber_connected", "1 while events can come", ["subscriber"])
SECONDS = Histogram("lea_subscriber_transaction_seconds", "Time of one transaction, commit included", ["subscriber"])
