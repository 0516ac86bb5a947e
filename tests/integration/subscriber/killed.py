"""A subscriber as a process, which kills itself once at each of some points.

    python -m tests.integration.subscriber.killed CONNECTION STORE MARKS POINT...

A point is `handler:3` (in the transaction of that sequence, after it has written) or `acknowledge:1` (after the
commit of the first batch, before the acknowledgement). MARKS is the folder that says which points are done.
"""

import asyncio
import os
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Any

from contracts.envelope import EventEnvelope
from contracts.events.deadlines import LimitApproaching
from shared.subscriber import ConnectionFile, Handlers, Subscriber
from shared.subscriber.cli import store_at
from shared.subscriber.reader import Reader
from tests.integration.subscriber.kit import FAST, write


def main(connection: str, store: str, marks: str, *points: str) -> None:
    """Run until it kills itself, or is stopped."""

    def reach(point: str) -> None:
        mark = Path(marks) / point
        if point in points and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    handlers, batches, acknowledge = Handlers[Any](), count(1), Reader.acknowledge

    @handlers.on(LimitApproaching)
    async def handle(event: EventEnvelope[LimitApproaching], transaction: Any) -> None:
        await write(transaction, event)
        reach(f"handler:{event.version}")

    async def acknowledging(reader: Reader, messages: Any) -> None:
        reach(f"acknowledge:{next(batches)}")
        await acknowledge(reader, messages)

    Reader.acknowledge = acknowledging  # type: ignore[method-assign, assignment]
    file = ConnectionFile.read(connection)
    asyncio.run(Subscriber(file, store_at(store), handlers, pauses=FAST, batch=2).run(signals=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
