"""Serves an application over HTTP, in the loop of its service."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket

import uvicorn
from prometheus_client import Counter, Gauge
from starlette.applications import Starlette

from shared.connections import Connection, Witness
from shared.settings import Settings

PROCESSES = Gauge("lea_http_processes", "Processes that serve under one address", multiprocess_mode="livesum")
STARTS = Counter("lea_http_process_starts", "Times one of them began to serve; more than there are: one had ended")

_HANDSHAKE = 5.0  # seconds a client has for that of TLS


class HttpServer:
    """The server; a part of the service. Once it stops, it says so, and goes on until that is known."""

    def __init__(self, app: Starlette, settings: Settings, *, shared_port: bool = False) -> None:
        """Serve on a port for itself, or on one that other processes of this user serve on as well.

        `app.state.witness`, where there is one, is told of what is refused before it gets to the application.
        Raises OSError if certificates are missing or wrong.
        """
        tls = None if settings.tls_certificate is None else tls_context(settings)
        config = uvicorn.Config(
            app,
            settings.http_host,
            settings.http_port,
            ws="none",
            log_config=None,
            access_log=False,
            # What a client says of others on the way is believed of nobody.
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=max(1, int(settings.stop_grace / 2)),
            ssl_context_factory=None if tls is None else lambda *_: tls,
        )
        self._server = _Server(config, settings, shared_port, getattr(app.state, "witness", None))

    async def run(self) -> None:
        """Serve until stopped. Raises OSError if the port is taken."""
        await self._server.serve()

    def stop(self) -> None:
        """Say that no more requests are wanted, and a little later take none; those begun are answered."""
        self._server.notify()

    async def readiness(self) -> str | None:
        """Why nobody should ask here; None if they may."""
        return "stopping" if self._server.stopping else None


def tls_context(settings: Settings) -> ssl.SSLContext:
    """TLS as the settings have it. Raises OSError (ssl.SSLError among them) if a file is missing or wrong.

    A client is asked for a certificate and may come without: what it may then ask is the application's to say.
    """
    if settings.tls_certificate is None:
        raise FileNotFoundError("no certificate to serve with")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=settings.tls_client_ca)
    context.load_cert_chain(settings.tls_certificate, settings.tls_key)
    if settings.tls_client_ca is not None:
        context.verify_mode = ssl.CERT_OPTIONAL
    return context


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, settings: Settings, shared_port: bool, witness: Witness | None) -> None:
        super().__init__(config)
        self._settings = settings
        self._shared_port = shared_port
        self._witness = witness
        self.stopping = False

    def notify(self) -> None:
        self.stopping = True
        asyncio.get_running_loop().call_later(self._settings.http_stop_notice, self._close)

    def _close(self) -> None:
        self.should_exit = True

    async def startup(self, sockets: list[socket] | None = None) -> None:  # noqa: ARG002 - its base's
        """Listen for connections of ours, with an end to handshakes."""
        await self.lifespan.startup()
        tls = self.config.ssl
        server = await asyncio.get_running_loop().create_server(
            self._connection,
            self.config.host,
            self.config.port,
            backlog=self.config.backlog,
            ssl=tls,
            ssl_handshake_timeout=_HANDSHAKE if tls else None,
            reuse_port=self._shared_port or None,
        )
        self.servers = [server]
        self.started = True
        PROCESSES.set(1)
        STARTS.inc()

    def _connection(self) -> Connection:
        state = self.lifespan.state
        return Connection(self._settings, lambda: self.stopping, self.config, self.server_state, state, self._witness)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the service: it stops its parts in order."""
        yield
