"""The HTTP server: where it listens, what it drops, and how it stops."""

import asyncio
import socket
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.http.health import health_routes
from shared.http.server import HttpServer
from shared.settings import Settings
from tests.patience import PATIENCE


class Database:
    """A pool whose database is reachable."""

    async def fetchval(self, query: str) -> int:
        return 0 if "count(*)" in query else 1


async def _headers(request: Request) -> Response:
    await request.body()
    return JSONResponse([name.decode() for name, _ in request.scope["headers"]])


async def _slow(_: Request) -> Response:
    await asyncio.sleep(0.5)
    return Response(b"done")


@asynccontextmanager
async def serving(path: Path, **settings: Any) -> AsyncIterator[tuple[HttpServer, httpx.AsyncClient]]:
    app = Starlette(routes=[Route("/", _headers, methods=["POST"]), Route("/slow", _slow)])
    chosen = Settings(service="edge", database_url="", http_socket=path, **{"http_drain": 0.0, **settings})
    server = HttpServer(app, chosen)
    pool: Any = Database()
    app.router.routes[:0] = health_routes(pool, [], server)
    running = asyncio.create_task(server.run())
    transport = httpx.AsyncHTTPTransport(uds=str(path))
    async with httpx.AsyncClient(transport=transport, base_url="http://edge", timeout=PATIENCE) as client:
        try:
            yield server, client
        finally:
            server.stop()
            async with asyncio.timeout(PATIENCE):
                await running


async def test_it_listens_on_a_socket_for_its_group(tmp_path: Path) -> None:
    path = tmp_path / "edge.sock"
    async with serving(path) as (_, client):
        assert (await client.get("/healthz")).status_code == 200
        assert stat.S_IMODE(path.stat().st_mode) == 0o660


async def test_a_socket_left_behind_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "edge.sock"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    async with serving(path) as (_, client):
        assert (await client.get("/readyz")).json() == {"ready": True, "problems": []}


async def test_a_port_that_is_taken_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(service="edge", database_url="", http_port=taken.getsockname()[1])
        with pytest.raises(OSError, match="in use"):
            HttpServer(Starlette(), settings)


async def test_trailer_fields_are_no_headers(tmp_path: Path) -> None:
    path = tmp_path / "edge.sock"
    async with serving(path):
        reader, writer = await asyncio.open_unix_connection(str(path))
        writer.write(
            b"POST / HTTP/1.1\r\nHost: edge\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"2\r\n{}\r\n0\r\nAuthorization: Bearer forged\r\nClient-Cert: :Zm9yZ2Vk:\r\n\r\n"
        )
        answer = await reader.read()
        writer.close()
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b'["host","connection","transfer-encoding"]')


async def test_a_stop_is_reported_before_connections_are_refused(tmp_path: Path) -> None:
    async with serving(tmp_path / "edge.sock", http_drain=1.0) as (server, client):
        slow = asyncio.create_task(client.get("/slow"))
        await asyncio.sleep(0.1)
        server.stop()
        for path in ("/healthz", "/readyz"):
            assert (await client.get(path)).status_code == 503
        assert (await slow).content == b"done"
