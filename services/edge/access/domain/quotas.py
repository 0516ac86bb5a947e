"""How much a consumer may still ask, and how it is told.

The quota is kept in one place for all instances. An instance draws as much of it as is asked of it at present, for a
moment ahead, so that under load not every request needs a round trip; what it does not use in that moment is lost to
the consumer, never made twice. The headers are those of draft-ietf-httpapi-ratelimit-headers-10.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from services.edge.refusals import QUOTA_USED_UP, TOO_FAST, Refused, refused
from services.edge.registry.domain.consumers import Quota

_DAY = 24 * 60 * 60
_SHARES = 100  # of a day's look-ups an instance draws one at most for what is still to come


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn of a quota, and what is left of it for all."""

    quota: Quota
    requests: int
    look_ups: int
    tokens: float
    """Requests that may still come at once."""
    look_ups_made: int
    """Look-ups of today, those drawn included."""
    seconds_of_day: float
    """Until today ends."""


class Purse:
    """What one instance has drawn of one consumer's quota. Moments are seconds of any steady clock."""

    def __init__(self, ahead: float, recheck: float) -> None:
        """Draw for `ahead` seconds; look at most every `recheck` seconds whether a used-up quota was raised."""
        self._ahead = ahead
        self._recheck = recheck
        self._drawn: Drawn | None = None
        self._drawn_at = -math.inf
        self._requests = 0
        self._look_ups = 0
        self._asked = (0, 0)
        self._waiting = (0, 0)

    def took(self, requests: int, look_ups: int, now: float) -> bool:
        """Take what was drawn; False if it is not enough, or of another day or moment."""
        if self._drawn is None or now >= self._drawn_at + self._drawn.seconds_of_day:
            return False
        lasting = now < self._drawn_at + 2 * self._ahead
        if look_ups > self._look_ups or requests > (self._requests if lasting else 0):
            return False
        self._requests -= requests
        self._look_ups -= look_ups
        self._asked = (self._asked[0] + requests, self._asked[1] + look_ups)
        return True

    def ask(self, requests: int, look_ups: int) -> None:
        """Note what somebody waits for."""
        self._waiting = (self._waiting[0] + requests, self._waiting[1] + look_ups)

    def leave(self, requests: int, look_ups: int) -> None:
        """Note that nobody waits for it any more, whether it can be had or not."""
        self._waiting = (self._waiting[0] - requests, self._waiting[1] - look_ups)

    def wanted(self, requests: int, look_ups: int, now: float) -> tuple[int, int]:
        """What to draw so that this is covered: for all who wait, and those who will come if it goes on like this."""
        if self._drawn is None:
            return requests, max(look_ups, requests)
        part = self._ahead / max(now - self._drawn_at, self._ahead)
        most = math.ceil(self._drawn.quota.requests_per_second * self._ahead)
        ahead = min(self._waiting[0] + int(self._asked[0] * part), most)
        drawn = max(requests, ahead)
        # A request that is let in will hardly make no look-up at all; but one with a million tells nothing of the next.
        further = max(self._waiting[1] + int(self._asked[1] * part), drawn)
        further = min(further, self._drawn.quota.look_ups_per_day // _SHARES)
        return drawn, max(max(look_ups, requests, further) - self._look_ups, 0)

    def fill(self, drawn: Drawn, now: float) -> None:
        """Put in what was drawn; requests not made in time are given up."""
        another_day = self._drawn is None or now >= self._drawn_at + self._drawn.seconds_of_day
        self._look_ups = drawn.look_ups + (0 if another_day else self._look_ups)
        self._requests, self._drawn, self._drawn_at, self._asked = drawn.requests, drawn, now, (0, 0)

    def barred(self, requests: int, look_ups: int, now: float) -> bool:
        """Whether it is known, without looking again, that there is not enough."""
        if self._drawn is None or now >= self._drawn_at + self._drawn.seconds_of_day:
            return False
        quota, since = self._drawn.quota, now - self._drawn_at
        too_few = requests > self._requests and self._drawn.tokens + since * quota.requests_per_second < requests
        return since < self._recheck and (too_few or look_ups > self._look_ups_left())

    def told(self, now: float) -> dict[str, str]:
        """The headers that tell what is left."""
        drawn = self._known()
        quota, since = drawn.quota, now - self._drawn_at
        requests = min(quota.burst, int(drawn.tokens + since * quota.requests_per_second) + self._requests)
        refilled = math.ceil((quota.burst - requests) / quota.requests_per_second)
        rest = math.ceil(drawn.seconds_of_day - since)
        return {
            "ratelimit-policy": _policy(quota),
            "ratelimit": f'"requests";r={requests};t={refilled}, "look-ups";r={self._look_ups_left()};t={rest}',
        }

    def refusal(self, look_ups: int, now: float) -> Refused:
        """Why a request with so many look-ups, which is not covered, is refused."""
        drawn, told = self._known(), self.told(now)
        quota, since = drawn.quota, now - self._drawn_at
        if look_ups > self._look_ups_left():
            wait = math.ceil(drawn.seconds_of_day - since)
            rule = f"at most {quota.look_ups_per_day} look-ups a day (Europe/Minsk)"
            detail = "the request makes more look-ups than are left today"
            return refused(QUOTA_USED_UP, rule, detail, headers=_after(wait, told))
        missing = 1 - drawn.tokens - since * quota.requests_per_second
        wait = max(math.ceil(missing / quota.requests_per_second), 1)
        rule = f"at most {quota.requests_per_second:g} requests a second, {quota.burst} at once"
        return refused(TOO_FAST, rule, f"the next in {wait} s", headers=_after(wait, told))

    def _look_ups_left(self) -> int:
        """Of today, those drawn here included; what other instances have drawn is gone."""
        drawn = self._known()
        return max(drawn.quota.look_ups_per_day - drawn.look_ups_made + self._look_ups, 0)

    def _known(self) -> Drawn:
        if self._drawn is None:
            raise AssertionError("unreachable: nothing is told before something was drawn")
        return self._drawn


@lru_cache
def _policy(quota: Quota) -> str:
    window = math.ceil(quota.burst / quota.requests_per_second)
    return f'"requests";q={quota.burst};w={window}, "look-ups";q={quota.look_ups_per_day};w={_DAY}'


def _after(seconds: int, told: Mapping[str, str]) -> dict[str, str]:
    return {**told, "retry-after": str(seconds)}
