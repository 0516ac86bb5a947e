"""Bodies of requests, bounded in size and time."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from starlette.requests import Request

from shared.http.body import BoundedBody
from shared.http.problems import Refused


def body(chunks: Sequence[bytes], pause: float = 0.0, headers: Sequence[tuple[bytes, bytes]] = ()) -> BoundedBody:
    """A body of at most four bytes within 0.2 seconds; `pause` is before each chunk."""
    messages = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    waiting = iter([*messages, {"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Any:
        await asyncio.sleep(pause)
        return next(waiting)

    request = Request({"type": "http", "method": "POST", "path": "/", "headers": list(headers)}, receive)
    return BoundedBody(request, limit=4, timeout=0.2)


async def test_a_body_within_its_bounds_is_read() -> None:
    assert await body([b"ab", b"cd"]).read() == b"abcd"


async def test_a_body_that_is_too_large_is_refused() -> None:
    with pytest.raises(Refused, match="request-too-large"):
        await body([b"ab", b"cde"]).read()


async def test_a_length_that_is_too_large_is_refused_before_reading() -> None:
    with pytest.raises(Refused, match="request-too-large"):
        await body([], headers=[(b"content-length", b"5")]).read()


async def test_a_body_that_is_too_slow_is_refused() -> None:
    with pytest.raises(Refused, match="request-too-slow"):
        await body([b"a", b"b", b"c", b"d"], pause=0.15).read()
