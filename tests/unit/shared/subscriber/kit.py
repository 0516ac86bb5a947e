"""What the tests of the kit share: handlers that write down what they get, and samples."""

import sqlite3
from pathlib import Path

from contracts.envelope import EventEnvelope
from contracts.events.deadlines import LimitApproaching, LimitExpired
from shared.subscriber.handlers import Handlers
from shared.subscriber.testing import FakeProducer, Samples

SAMPLES = Samples(Path(__file__).parents[3] / "contract" / "golden")
APPROACHING, EXPIRED = LimitApproaching.type, LimitExpired.type


def producer(gaps: int = 0) -> FakeProducer:
    """A producer with the samples of this project."""
    return FakeProducer(SAMPLES, gaps=gaps)


class Seen:
    """Handlers that write each event into a table, and fail as often as `failures` says of its sequence."""

    def __init__(self) -> None:
        self.failures: dict[int, int] = {}
        self.tried: list[int] = []
        self.handlers = Handlers[sqlite3.Connection]()
        self.handlers.on(LimitApproaching)(self.handle)

    async def handle(self, event: EventEnvelope[LimitApproaching], transaction: sqlite3.Connection) -> None:
        transaction.execute(
            "CREATE TABLE IF NOT EXISTS seen (stream text, sequence integer, UNIQUE (stream, sequence))"
        )
        transaction.execute("INSERT INTO seen VALUES (?, ?)", (str(event.stream), event.version))
        self.tried.append(event.version)
        if self.failures.get(event.version, 0) > 0:
            self.failures[event.version] -= 1
            raise ValueError("does not work yet")


def seen_in(transaction: sqlite3.Connection) -> list[tuple[str, int]]:
    """What is committed, in its order."""
    tables = transaction.execute("SELECT 1 FROM sqlite_master WHERE name = 'seen'").fetchall()
    return transaction.execute("SELECT stream, sequence FROM seen ORDER BY rowid").fetchall() if tables else []
