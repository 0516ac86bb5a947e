"""The body of a request: bounded in size and time, and the one that was signed."""

import asyncio
import hmac
from collections.abc import AsyncIterator
from hashlib import sha256

from starlette.requests import ClientDisconnect, Request

from services.edge.refusals import BODY_NOT_AS_SIGNED, TOO_LARGE, TOO_SLOW, Refused, refused

__all__ = ["Body", "ClientDisconnect"]


class Body:
    """A body that is yet to be received."""

    def __init__(self, request: Request, *, limit: int, timeout: float, digest: bytes | None) -> None:
        """At most `limit` bytes within `timeout` seconds; `digest` is the SHA-256 the request was signed with."""
        self._request = request
        self._limit = limit
        self._timeout = timeout
        self._digest = digest

    async def read(self) -> bytes:
        """All of it. Raises Refused, ClientDisconnect."""
        return b"".join([chunk async for chunk in self.chunks()])

    async def chunks(self) -> AsyncIterator[bytes]:
        """Chunk by chunk; whether it is the signed one is known only after the last.

        Raises Refused, ClientDisconnect.
        """
        length = self._request.headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self._limit:
            raise self._too_large()
        due = asyncio.get_running_loop().time() + self._timeout
        stream, seen, size = aiter(self._request.stream()), sha256(), 0
        while (chunk := await self._next(stream, due)) is not None:
            size += len(chunk)
            if size > self._limit:
                raise self._too_large()
            seen.update(chunk)
            yield chunk
        if self._digest is not None and not hmac.compare_digest(seen.digest(), self._digest):
            rule, detail = "the body is the one that was signed", BODY_NOT_AS_SIGNED.title
            raise refused(BODY_NOT_AS_SIGNED, rule, detail, field="Content-Digest")

    async def _next(self, stream: AsyncIterator[bytes], due: float) -> bytes | None:
        try:
            async with asyncio.timeout_at(due):
                return await anext(stream, None)
        except TimeoutError:
            raise refused(TOO_SLOW, f"a request arrives within {self._timeout} s", TOO_SLOW.title) from None

    def _too_large(self) -> Refused:
        return refused(TOO_LARGE, f"a request has at most {self._limit} bytes", TOO_LARGE.title)
