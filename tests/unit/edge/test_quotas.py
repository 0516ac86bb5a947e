"""Quotas: processes together never admit more than the consumer may ask."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.edge.access.domain.quotas import QuotaDraw, QuotaLease
from services.edge.refusals import QUOTA_USED_UP, TOO_FAST
from services.edge.registry.domain.consumers import ConsumerQuota

PREFETCH, RECHECK = 0.1, 1.0


@dataclass
class Bucket:
    """The quota as in the database."""

    quota: ConsumerQuota
    day: float = 86_400.0
    tokens: float = 0.0
    filled_at: float = -1e9
    look_ups: int = 0
    today: int = 0
    draws: int = 0

    def draw(self, requests: int, look_ups: int, now: float) -> QuotaDraw:
        self.draws += 1
        if int(now // self.day) != self.today:
            self.today, self.look_ups = int(now // self.day), 0
        filled = self.tokens + self.quota.requests_per_second * (now - self.filled_at)
        tokens = min(self.quota.burst, filled)
        requests = min(requests, int(tokens))
        look_ups = min(look_ups, self.quota.look_ups_per_day - self.look_ups)
        self.tokens, self.filled_at, self.look_ups = tokens - requests, now, self.look_ups + look_ups
        rest = (self.today + 1) * self.day - now
        return QuotaDraw(self.quota, requests, look_ups, self.tokens, self.look_ups, rest)


@dataclass
class Process:
    """One API process; it keeps the moment and look-ups of each request it admits."""

    bucket: Bucket
    lease: QuotaLease = field(default_factory=lambda: QuotaLease(PREFETCH, RECHECK))
    admitted: list[tuple[float, int]] = field(default_factory=list)

    def admit(self, requests: int, look_ups: int, now: float) -> bool:
        lease = self.lease
        if not lease.try_acquire(requests, look_ups, now):
            with lease.waiting(requests, look_ups):
                if not lease.is_exhausted(requests, look_ups, now):
                    lease.add(self.bucket.draw(*lease.amount_to_draw(requests, look_ups, now), now), now)
            if not lease.try_acquire(requests, look_ups, now):
                return False
        self.admitted.append((now, look_ups))
        return True


@given(
    rate=st.sampled_from([0.5, 2.0, 30.0, 500.0]),
    burst=st.integers(1, 50),
    arrivals=st.lists(st.tuples(st.floats(0, 0.3), st.integers(0, 2), st.integers(0, 5)), min_size=1, max_size=200),
)
def test_processes_together_admit_no_more_than_burst_and_rate_allow(
    rate: float, burst: int, arrivals: list[tuple[float, int, int]]
) -> None:
    bucket = Bucket(ConsumerQuota(rate, burst, 10**9))
    processes = [Process(bucket) for _ in range(3)]
    now = 0.0
    for pause, which, look_ups in arrivals:
        now += pause
        processes[which].admit(1, look_ups, now)
    moments = sorted(moment for process in processes for moment, _ in process.admitted)
    # Requests drawn in advance may be made that much later.
    for begin, first in enumerate(moments):
        for end, last in enumerate(moments[begin:], start=begin):
            assert end - begin + 1 <= burst + rate * (last - first + 2 * PREFETCH) + 1e-6


@given(
    per_day=st.integers(1, 60),
    arrivals=st.lists(st.tuples(st.floats(0, 9), st.integers(0, 2), st.integers(0, 9)), min_size=1, max_size=200),
)
def test_look_ups_of_a_day_are_not_exceeded_and_the_next_day_begins_anew(
    per_day: int, arrivals: list[tuple[float, int, int]]
) -> None:
    bucket = Bucket(ConsumerQuota(1e6, 10**6, per_day), day=100.0)
    processes = [Process(bucket) for _ in range(3)]
    now = 0.0
    for pause, which, look_ups in arrivals:
        now += pause
        processes[which].admit(1, look_ups, now)
    days: dict[int, int] = {}
    for process in processes:
        for moment, look_ups in process.admitted:
            days[int(moment // 100)] = days.get(int(moment // 100), 0) + look_ups
    assert all(made <= per_day for made in days.values())


def test_a_single_consumer_gets_its_whole_quota() -> None:
    one = Process(Bucket(ConsumerQuota(1.0, 10, 25)))
    assert sum(one.admit(1, 1, 0.0) for _ in range(30)) == 10
    assert not one.admit(1, 1, 0.9)
    assert one.admit(1, 1, 1.1)
    assert sum(one.admit(1, 1, 1000.0 + second) for second in range(30)) == 25 - 11


def test_under_load_few_requests_need_a_round_trip() -> None:
    bucket = Bucket(ConsumerQuota(300.0, 600, 10**6))
    one = Process(bucket)
    assert all(one.admit(1, 1, number / 300) for number in range(3000))
    assert bucket.draws < 300


def test_many_look_ups_at_once_do_not_raise_the_prefetch() -> None:
    bucket = Bucket(ConsumerQuota(100.0, 100, 2_000_000))
    one = Process(bucket)
    assert one.admit(1, 0, 0.0)
    assert one.admit(0, 1_000_000, 0.1)
    assert all(one.admit(1, 1, 0.2 + number / 50) for number in range(100))
    assert bucket.look_ups <= 1_000_100 + 20_000


def test_a_refused_consumer_costs_no_round_trips() -> None:
    bucket = Bucket(ConsumerQuota(0.1, 1, 10**6))
    one = Process(bucket)
    assert sum(one.admit(1, 1, number / 1000) for number in range(5000)) == 1
    assert bucket.draws <= 1 + 5 / RECHECK


def test_headers_and_refusals_report_the_quota() -> None:
    one = Process(Bucket(ConsumerQuota(0.5, 2, 3)))
    assert one.admit(1, 1, 0.0)
    assert one.lease.headers(0.0) == {
        "ratelimit-policy": '"requests";q=2;w=4, "look-ups";q=3;w=86400',
        "ratelimit": '"requests";r=1;t=2, "look-ups";r=2;t=86400',
    }
    assert one.admit(1, 1, 0.0)
    assert not one.admit(1, 1, 0.5)
    refusal = one.lease.refusal(1, 0.5)
    assert (refusal.kind, refusal.headers["retry-after"]) == (TOO_FAST, "2")
    assert not one.admit(1, 2, 20.0)
    refusal = one.lease.refusal(2, 20.0)
    assert (refusal.kind, refusal.headers["retry-after"]) == (QUOTA_USED_UP, "86380")
    assert refusal.headers["ratelimit"].endswith('"look-ups";r=1;t=86380')


@pytest.mark.parametrize("burst", [1, 7])
def test_a_quota_that_was_raised_is_noticed(burst: int) -> None:
    bucket = Bucket(ConsumerQuota(0.001, burst, 10**6))
    one = Process(bucket)
    assert sum(one.admit(1, 0, 0.0) for _ in range(20)) == burst
    bucket.quota, bucket.tokens = ConsumerQuota(100.0, 100, 10**6), 100.0
    assert not one.admit(1, 0, RECHECK / 2)
    assert one.admit(1, 0, RECHECK)
