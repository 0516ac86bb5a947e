"""The consumer kit for subscribers outside: the package `lea_subscriber`, built from here (infra/packages).

It imports nothing of the project but the contracts. A subscriber's handlers run in its own database's transaction,
which also keeps its position in each stream: whatever is delivered twice or killed half-way has its effect once.
"""

from shared.subscriber.connection_file import ConnectionFile
from shared.subscriber.handlers import Handlers, PermanentFailure
from shared.subscriber.retries import Retries
from shared.subscriber.revisions import entries_of
from shared.subscriber.sqlite import SqliteStore
from shared.subscriber.states import StreamState
from shared.subscriber.subscriber import Subscriber

__all__ = [
    "ConnectionFile",
    "Handlers",
    "PermanentFailure",
    "Retries",
    "SqliteStore",
    "StreamState",
    "Subscriber",
    "entries_of",
]
