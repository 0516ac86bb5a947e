"""Health and metrics over HTTP, for those who watch the process: `/health` and `/metrics`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.subscriber.subscriber import Subscriber

_LONGEST = 8192  # bytes of a request
_TIMEOUT = 5.0


@asynccontextmanager
async def served(subscriber: Subscriber[Any], port: int, host: str = "127.0.0.1") -> AsyncIterator[int]:
    """Answer while the context lasts: 503 with the problem while no events are applied. Yields the port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_TIMEOUT):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(_response(head.split(b" ", 2)[1:2], subscriber))
                await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass  # no request that anybody waits for
        finally:
            writer.close()

    server = await asyncio.start_server(answer, host, port, limit=_LONGEST)
    async with server:
        yield server.sockets[0].getsockname()[1]


def _response(path: list[bytes], subscriber: Subscriber[Any]) -> bytes:
    if path == [b"/metrics"]:
        return _written("200 OK", CONTENT_TYPE_LATEST, generate_latest())
    if path == [b"/health"]:
        problem = subscriber.problem
        status = "200 OK" if problem is None else "503 Service Unavailable"
        return _written(status, "text/plain; charset=utf-8", f"{problem or 'ok'}\n".encode())
    return _written("404 Not Found", "text/plain", b"")


def _written(status: str, content_type: str, body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
