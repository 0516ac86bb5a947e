"""How long a failed event or a lost connection waits before the next attempt."""

from shared.messaging.inbox import RetryPolicy
from shared.messaging.waiting import backoff


def test_retries_double_up_to_the_longest_and_end() -> None:
    retry = RetryPolicy(attempts=6, delay=1.0, longest=5.0)
    assert [retry.after(attempts) for attempts in range(1, 7)] == [1.0, 2.0, 4.0, 5.0, 5.0, None]


def test_backoff_grows_with_jitter() -> None:
    delays = backoff(1.0, 8.0)
    for expected in (1, 2, 4, 8, 8):
        assert 0.75 * expected <= next(delays) <= 1.25 * expected
