"""Serves an ASGI application with uvicorn, in the event loop of its service.

HAProxy stands in front (see docs/operations.md): it speaks TLS and bounds heads, bodies, time and connections. What
arrives here is one well-formed request at a time, over a Unix socket that only HAProxy can reach.
"""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from shared.settings import Settings

_SOCKET_MODE = 0o660
_KEEP_ALIVE = 60  # seconds; HAProxy closes idle connections sooner, so that no request is sent on a closing connection


class HttpServer:
    """The HTTP server; a part of the service."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Listen at the address of the settings. Raises OSError if that is not possible."""
        self._listener = _listener(settings)
        self._drain = settings.http_drain
        self._server = _Server(
            uvicorn.Config(
                app,
                # h11 drops the trailer fields of a chunked body; httptools hands them on as headers.
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=_KEEP_ALIVE,
                timeout_graceful_shutdown=max(1, int(settings.stop_grace / 2)),
            )
        )
        self.stopping = False

    async def run(self) -> None:
        """Serve until stopped."""
        await self._server.serve([self._listener])

    def stop(self) -> None:
        """Report unhealthy now, stop accepting after the drain delay, finish the requests under way."""
        self.stopping = True
        asyncio.get_running_loop().call_later(self._drain, self._close)

    def _close(self) -> None:
        self._server.should_exit = True


def _listener(settings: Settings) -> socket.socket:
    if settings.http_socket is None:
        return socket.create_server((settings.http_host, settings.http_port))
    return _unix_listener(settings.http_socket)


def _unix_listener(path: Path) -> socket.socket:
    """A socket in place of one that a killed process left behind."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    path.chmod(_SOCKET_MODE)
    listener.listen()
    return listener


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the service, which stops its parts in order."""
        yield
