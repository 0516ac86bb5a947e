"""Waiting: between attempts, and for an event."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import suppress


def backoff(first: float, limit: float) -> Iterator[float]:
    """Ever longer delays in seconds, jittered so that those who failed together do not return together."""
    delay = first
    while True:
        yield delay * random.uniform(0.75, 1.25)  # noqa: S311
        delay = min(delay * 2, limit)


async def within(event: asyncio.Event, seconds: float) -> bool:
    """Whether the event came in time."""
    # Not wait_for: in Python 3.11 it may swallow a cancellation.
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()
