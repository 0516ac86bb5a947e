"""Token buckets, and the headers that report limits."""

from shared.http.limits import LimitState, TokenBucket, limit_headers


def test_a_bucket_gains_tokens_and_is_full_after_its_window() -> None:
    bucket = TokenBucket(rate=0.5, burst=3)
    assert (bucket.gained(4), bucket.seconds_until(1), bucket.seconds_until(0.2), bucket.window) == (2, 2, 1, 6)


def test_limits_are_reported_in_headers() -> None:
    assert limit_headers(LimitState("requests", 3, 6, 1, 4), LimitState("look-ups", 10, 86400, 9, 5)) == {
        "ratelimit-policy": '"requests";q=3;w=6, "look-ups";q=10;w=86400',
        "ratelimit": '"requests";r=1;t=4, "look-ups";r=9;t=5',
    }
