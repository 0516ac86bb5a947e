"""Bodies of requests, bounded in size and time. HAProxy bounds all of them but the files of bank statements."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.bank_statements.entries import LARGEST_FILE
from shared.http.problems import TOO_LARGE, TOO_SLOW, refused

LARGEST_BODY = LARGEST_FILE + 64 * 1024
"""In bytes: the largest file, and the form around it."""
SLOWEST_BODY = 60.0
"""Seconds in which a body arrives."""


class BoundedBodies:
    """Middleware: reading a body that is too large or too slow raises Refused."""

    def __init__(self, app: ASGIApp, limit: int = LARGEST_BODY, timeout: float = SLOWEST_BODY) -> None:
        self._app = app
        self._limit = limit
        self._timeout = timeout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        due, size, complete = asyncio.get_running_loop().time() + self._timeout, 0, False

        async def bounded() -> Message:
            nonlocal size, complete
            if complete:  # what comes now is the end of the connection
                return await receive()
            try:
                async with asyncio.timeout_at(due):
                    message = await receive()
            except TimeoutError:
                raise refused(TOO_SLOW, f"a request arrives within {self._timeout} s", TOO_SLOW.title) from None
            size += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if size > self._limit:
                raise refused(TOO_LARGE, f"a request has at most {self._limit} bytes", TOO_LARGE.title)
            return message

        await self._app(scope, bounded, send)
