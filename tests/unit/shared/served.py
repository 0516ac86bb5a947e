"""A server with an application of its own, and clients that say what they like."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from shared.connections import WHOLE, Witness
from shared.server import HttpServer
from shared.settings import Settings
from tests.patience import PATIENCE, until
from tests.service_process import free_port

LONG = b"x" * 4_000_000
GET = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"


@dataclass
class Served:
    """A server, and what its application saw."""

    server: HttpServer
    port: int
    running: asyncio.Task[None]
    seen: list[Request] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def open(self, tls: ssl.SSLContext | None = None) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        name = "localhost" if tls else None
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, ssl=tls, server_hostname=name)
        self.writers.append(writer)
        return reader, writer

    async def said(self, *pieces: bytes, tls: ssl.SSLContext | None = None) -> bytes:
        """All that comes back until the server closes."""
        reader, writer = await self.open(tls)
        for piece in pieces:
            writer.write(piece)
            with suppress(ConnectionError):
                await writer.drain()
            await asyncio.sleep(0)
        return await to_the_end(reader)


async def to_the_end(reader: asyncio.StreamReader) -> bytes:
    said = b""
    async with asyncio.timeout(PATIENCE):
        with suppress(ConnectionError):
            while part := await reader.read(65536):
                said += part
    return said


@asynccontextmanager
async def serving(witness: Witness | None = None, **settings: Any) -> AsyncIterator[Served]:
    port = free_port()

    async def quick(request: Request) -> Response:
        served.seen.append(request)
        return PlainTextResponse("quick")

    async def early(request: Request) -> Response:
        served.seen.append(request)
        return PlainTextResponse("early", 413)

    async def long(request: Request) -> Response:
        served.seen.append(request)
        return Response(LONG)

    async def slow(request: Request) -> Response:
        served.seen.append(request)
        await served.go_on.wait()
        return PlainTextResponse("slow")

    async def read(request: Request) -> Response:
        return Response(await request.body())

    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        assert WHOLE in scope["extensions"]
        asked = Request(scope).query_params
        status, headers = int(asked.get("status", 200)), {"said": asked["said"]}
        await send({"type": WHOLE, "status": status, "headers": headers, "body": b"whole"})

    async def twice(scope: Scope, receive: Receive, send: Send) -> None:
        for _ in range(2):
            await send({"type": WHOLE, "status": 200, "headers": {}, "body": b"once"})

    app = Starlette(
        routes=[
            Route("/", quick),
            Route("/early", early, methods=["POST"]),
            Route("/long", long),
            Route("/slow", slow),
            Route("/read", read, methods=["POST"]),
            Mount("/whole", whole),
            Mount("/twice", twice),
        ]
    )
    app.state.witness = witness
    told = {"http_head_timeout": 0.3, "http_idle_timeout": 0.3, "http_write_timeout": 0.3, "http_stop_notice": 0.0}
    server = HttpServer(
        app, Settings(service="door", database_url="", http_port=port, http_head_limit=2048, **{**told, **settings})
    )
    served = Served(server, port, asyncio.create_task(server.run()))
    await until(lambda: server._server.started)
    try:
        yield served
    finally:
        served.go_on.set()
        for writer in served.writers:
            writer.close()
            with suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()
        server.stop()
        async with asyncio.timeout(PATIENCE):
            await served.running


def problem(said: bytes, status: int) -> dict[str, Any]:
    head, _, body = said.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d" % status), said
    assert b"application/problem+json" in head
    assert b"connection: close" in head
    told = json.loads(body)
    assert told["status"] == status
    return dict(told)
