"""How much a consumer may still ask, leased to a process in small amounts, and how it is reported.

The quota is one row for all processes. A process draws what its present load needs for a moment ahead, so that under
load not every request needs a round trip; what it does not use in that time is lost to the consumer, never granted
twice.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from services.edge.refusals import QUOTA_USED_UP, TOO_FAST
from services.edge.registry.domain.consumers import ConsumerQuota
from shared.http.limits import LimitState, TokenBucket, limit_headers
from shared.http.problems import Refused, refused

_DAY = 24 * 60 * 60
_PREFETCH_PARTS = 100  # for requests to come a process draws at most this part of a day's look-ups


@dataclass(frozen=True, slots=True)
class QuotaDraw:
    """What was drawn of a quota, and what is left of it for all processes."""

    quota: ConsumerQuota
    requests: int
    look_ups: int
    tokens: float
    """Requests left in the token bucket."""
    look_ups_made: int
    """Look-ups of today, those drawn included."""
    seconds_of_day: float
    """Until today ends."""


class QuotaLease:
    """What one process has drawn of one consumer's quota. Moments are seconds of any monotonic clock."""

    def __init__(self, prefetch: float, recheck: float) -> None:
        """Draw for `prefetch` seconds; check at most every `recheck` seconds whether a used-up quota was raised."""
        self._prefetch = prefetch
        self._recheck = recheck
        self._drawn: QuotaDraw | None = None
        self._drawn_at = -math.inf
        self._requests = 0
        self._look_ups = 0
        self._used = (0, 0)
        self._waiting = (0, 0)

    def try_acquire(self, requests: int, look_ups: int, now: float) -> bool:
        """Use what was drawn; False if it is not enough, or has expired."""
        if self._drawn is None or self._another_day(now):
            return False
        lasting = now < self._drawn_at + 2 * self._prefetch
        if look_ups > self._look_ups or requests > (self._requests if lasting else 0):
            return False
        self._requests -= requests
        self._look_ups -= look_ups
        self._used = (self._used[0] + requests, self._used[1] + look_ups)
        return True

    @contextmanager
    def waiting(self, requests: int, look_ups: int) -> Iterator[None]:
        """Count a request that waits for a draw, so that one draw covers all that wait."""
        self._waiting = (self._waiting[0] + requests, self._waiting[1] + look_ups)
        try:
            yield
        finally:
            self._waiting = (self._waiting[0] - requests, self._waiting[1] - look_ups)

    def amount_to_draw(self, requests: int, look_ups: int, now: float) -> tuple[int, int]:
        """Requests and look-ups that cover this request, all that wait, and those to come at the present rate."""
        if self._drawn is None:
            return requests, max(look_ups, requests)
        part = self._prefetch / max(now - self._drawn_at, self._prefetch)
        most = math.ceil(self._drawn.quota.requests_per_second * self._prefetch)
        ahead = min(self._waiting[0] + int(self._used[0] * part), most)
        drawn = max(requests, ahead)
        # Almost every admitted request makes a look-up; but one with a million says nothing about the next.
        further = max(self._waiting[1] + int(self._used[1] * part), drawn)
        further = min(further, self._drawn.quota.look_ups_per_day // _PREFETCH_PARTS)
        return drawn, max(max(look_ups, requests, further) - self._look_ups, 0)

    def add(self, drawn: QuotaDraw, now: float) -> None:
        """Add what was drawn; requests not made in time are lost."""
        unused = 0 if self._drawn is None or self._another_day(now) else self._look_ups
        self._look_ups = drawn.look_ups + unused
        self._requests, self._drawn, self._drawn_at, self._used = drawn.requests, drawn, now, (0, 0)

    def is_exhausted(self, requests: int, look_ups: int, now: float) -> bool:
        """Whether it is known without another draw that there is not enough."""
        if self._drawn is None or self._another_day(now):
            return False
        too_few = requests > self._requests and self._tokens(self._drawn, now) < requests
        return now - self._drawn_at < self._recheck and (too_few or look_ups > self._look_ups_left(self._drawn))

    def headers(self, now: float) -> dict[str, str]:
        """The headers that report what is left."""
        drawn = self._known()
        quota, bucket = drawn.quota, _bucket(drawn.quota)
        requests = min(quota.burst, int(self._tokens(drawn, now)) + self._requests)
        refilled, day_ends = bucket.seconds_until(quota.burst - requests), self._seconds_of_day(drawn, now)
        return limit_headers(
            LimitState("requests", quota.burst, bucket.window, requests, refilled),
            LimitState("look-ups", quota.look_ups_per_day, _DAY, self._look_ups_left(drawn), day_ends),
        )

    def refusal(self, look_ups: int, now: float) -> Refused:
        """The refusal of a request with so many look-ups that is not covered."""
        drawn = self._known()
        quota = drawn.quota
        if look_ups > self._look_ups_left(drawn):
            wait = self._seconds_of_day(drawn, now)
            rule = f"at most {quota.look_ups_per_day} look-ups a day (Europe/Minsk)"
            detail = "the request makes more look-ups than are left today"
            return refused(QUOTA_USED_UP, rule, detail, headers=self._retry_after(wait, now))
        wait = max(_bucket(quota).seconds_until(1 - self._tokens(drawn, now)), 1)
        rule = f"at most {quota.requests_per_second:g} requests a second, {quota.burst} at once"
        return refused(TOO_FAST, rule, f"the next in {wait} s", headers=self._retry_after(wait, now))

    def _another_day(self, now: float) -> bool:
        return self._drawn is None or now >= self._drawn_at + self._drawn.seconds_of_day

    def _tokens(self, drawn: QuotaDraw, now: float) -> float:
        return drawn.tokens + _bucket(drawn.quota).gained(now - self._drawn_at)

    def _seconds_of_day(self, drawn: QuotaDraw, now: float) -> int:
        return math.ceil(drawn.seconds_of_day - (now - self._drawn_at))

    def _look_ups_left(self, drawn: QuotaDraw) -> int:
        """Of today, those drawn here included; what other processes have drawn is used."""
        return max(drawn.quota.look_ups_per_day - drawn.look_ups_made + self._look_ups, 0)

    def _retry_after(self, seconds: int, now: float) -> dict[str, str]:
        return {**self.headers(now), "retry-after": str(seconds)}

    def _known(self) -> QuotaDraw:
        if self._drawn is None:
            raise AssertionError("unreachable: nothing is reported before the first draw")
        return self._drawn


def _bucket(quota: ConsumerQuota) -> TokenBucket:
    return TokenBucket(quota.requests_per_second, quota.burst)
