"""When a failed event is tried again, and when it is parked."""

import random
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retries:
    """How often and how long; times in seconds."""

    attempts: int = 10
    """So often an event is tried; then it is parked, and its stream waits for a person."""
    first: float = 1.0
    """The delay after the first failure; it doubles with each."""
    longest: float = 300.0

    def delay(self, failed: int) -> float | None:
        """The delay after so many failed attempts; None: park."""
        return None if failed >= self.attempts else min(self.first * 2.0 ** (failed - 1), self.longest)


def backoff(first: float, longest: float) -> Iterator[float]:
    """Ever longer delays, jittered so that those who failed together do not return together."""
    delay = first
    while True:
        yield delay * random.uniform(0.75, 1.25)  # noqa: S311 - not for a secret
        delay = min(delay * 2, longest)
