"""Reads the body of a request, bounded in size and time."""

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request

from shared.http.problems import TOO_LARGE, TOO_SLOW, Refused, refused


class BoundedBody:
    """A body that is yet to be received."""

    def __init__(self, request: Request, *, limit: int, timeout: float) -> None:
        """At most `limit` bytes within `timeout` seconds."""
        self._request = request
        self._limit = limit
        self._timeout = timeout

    async def read(self) -> bytes:
        """All of it. Raises Refused, ClientDisconnect."""
        return b"".join([chunk async for chunk in self.chunks()])

    async def chunks(self) -> AsyncIterator[bytes]:
        """Chunk by chunk. Raises Refused, ClientDisconnect."""
        length = self._request.headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self._limit:
            raise self._too_large()
        due = asyncio.get_running_loop().time() + self._timeout
        stream, size = aiter(self._request.stream()), 0
        while (chunk := await self._next(stream, due)) is not None:
            size += len(chunk)
            if size > self._limit:
                raise self._too_large()
            yield chunk

    async def _next(self, stream: AsyncIterator[bytes], due: float) -> bytes | None:
        try:
            async with asyncio.timeout_at(due):
                return await anext(stream, None)
        except TimeoutError:
            raise refused(TOO_SLOW, f"a request arrives within {self._timeout} s", TOO_SLOW.title) from None

    def _too_large(self) -> Refused:
        return refused(TOO_LARGE, f"a request has at most {self._limit} bytes", TOO_LARGE.title)
