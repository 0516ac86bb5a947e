"""The body of a request: not larger, not slower than is borne, and as it was signed."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Mapping
from hashlib import sha256

from starlette.types import Message, Receive

from services.edge.domain.refusals import BODY_NOT_AS_SIGNED, TOO_LARGE, TOO_SLOW, Refused, refused


class Disconnected(ConnectionError):
    """The client went away before its request was complete."""


class Body:
    """A body still to come."""

    def __init__(
        self, receive: Receive, headers: Mapping[str, str], *, limit: int, timeout: float, digest: bytes | None
    ) -> None:
        """At most `limit` bytes within `timeout` seconds; `digest` is the SHA-256 the request was signed with."""
        self._receive = receive
        self._length = headers.get("content-length", "0")
        self._limit = limit
        self._timeout = timeout
        self._digest = digest

    async def read(self) -> bytes:
        """All of it. Raises Refused, Disconnected."""
        return b"".join([chunk async for chunk in self.chunks()])

    async def chunks(self) -> AsyncIterator[bytes]:
        """Piece by piece; whether it is the signed one is known only after the last. Raises Refused, Disconnected."""
        if self._length.isdecimal() and int(self._length) > self._limit:
            raise self._too_large()
        due = asyncio.get_running_loop().time() + self._timeout
        seen, size, more = sha256(), 0, True
        while more:
            message = await self._next(due)
            chunk: bytes = message.get("body", b"")
            more = message.get("more_body", False)
            size += len(chunk)
            if size > self._limit:
                raise self._too_large()
            seen.update(chunk)
            yield chunk
        if self._digest is not None and not hmac.compare_digest(seen.digest(), self._digest):
            rule, detail = "the body is the one that was signed", BODY_NOT_AS_SIGNED.title
            raise refused(BODY_NOT_AS_SIGNED, rule, detail, field="Content-Digest")

    async def _next(self, due: float) -> Message:
        try:
            async with asyncio.timeout_at(due):
                message = await self._receive()
        except TimeoutError:
            raise refused(TOO_SLOW, f"a request arrives within {self._timeout} s", TOO_SLOW.title) from None
        if message["type"] == "http.disconnect":
            raise Disconnected
        return message

    def _too_large(self) -> Refused:
        return refused(TOO_LARGE, f"a request has at most {self._limit} bytes", TOO_LARGE.title)
