"""Limits on what a client may ask: token-bucket arithmetic, and the headers that report a limit."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TokenBucket:
    """A bucket that holds `burst` tokens and gains `rate` tokens a second; a request takes tokens out."""

    rate: float
    burst: int

    @property
    def window(self) -> int:
        """Seconds in which an empty bucket is filled, rounded up."""
        return math.ceil(self.burst / self.rate)

    def gained(self, seconds: float) -> float:
        """Tokens gained in so many seconds, if the bucket is not full before."""
        return seconds * self.rate

    def seconds_until(self, missing: float) -> int:
        """Seconds until so many missing tokens are there, rounded up."""
        return math.ceil(missing / self.rate)


@dataclass(frozen=True, slots=True)
class LimitState:
    """A limit as it is reported to the client it applies to."""

    name: str
    quota: int
    """What a client may use in one window."""
    window: int
    """Seconds."""
    remaining: int
    reset: int
    """Seconds until the whole quota is available again."""


def limit_headers(*limits: LimitState) -> dict[str, str]:
    """The headers of draft-ietf-httpapi-ratelimit-headers-10."""
    return {
        "ratelimit-policy": ", ".join(f'"{limit.name}";q={limit.quota};w={limit.window}' for limit in limits),
        "ratelimit": ", ".join(f'"{limit.name}";r={limit.remaining};t={limit.reset}' for limit in limits),
    }
