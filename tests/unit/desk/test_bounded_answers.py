"""What another system answers is read up to a size."""

import gzip
from collections.abc import AsyncIterator

import httpx
import pytest

from services.desk.access.bounded import BoundedAnswers

AT_MOST = 1000


class Endless(httpx.AsyncByteStream):
    """A body without end, and how much of it was read."""

    def __init__(self) -> None:
        self.sent = 0
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            self.sent += 100
            yield b"x" * 100

    async def aclose(self) -> None:
        self.closed = True


def client(response: httpx.Response, asked: list[httpx.Request] | None = None) -> httpx.AsyncClient:
    def answered(request: httpx.Request) -> httpx.Response:
        (asked if asked is not None else []).append(request)
        return response

    return httpx.AsyncClient(transport=BoundedAnswers(httpx.MockTransport(answered), AT_MOST))


async def test_what_fits_is_read_and_nothing_compressed_is_asked_for() -> None:
    asked: list[httpx.Request] = []
    async with client(httpx.Response(200, content=b"x" * AT_MOST), asked) as opened:
        assert (await opened.get("http://provider")).content == b"x" * AT_MOST
    assert asked[0].headers["accept-encoding"] == "identity"


async def test_an_endless_answer_ends_at_the_bound() -> None:
    body = Endless()
    async with client(httpx.Response(200, stream=body)) as opened:
        with pytest.raises(httpx.HTTPError, match="more than 1000 bytes"):
            await opened.get("http://provider")
    assert (body.sent, body.closed) == (AT_MOST + 100, True)


async def test_a_compressed_answer_is_refused() -> None:
    response = httpx.Response(200, headers={"content-encoding": "gzip"}, content=gzip.compress(b"x" * 10_000_000))
    async with client(response) as opened:
        with pytest.raises(httpx.HTTPError, match="compressed"):
            await opened.get("http://provider")
