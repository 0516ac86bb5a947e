"""A client's connection: whoever is too slow, too large or ambiguous is sent away before anything is spent on it."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from prometheus_client import Counter, Gauge
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from contracts.problems import Problem, ProblemDetails
from shared.settings import Settings

OPEN = Gauge("lea_http_connections", "Connections that are open", multiprocess_mode="livesum")
SENT_AWAY = Counter("lea_http_sent_away", "Connections closed on a client that kept to no limit", ["reason"])

Witness = Callable[[int, str, bytes], Awaitable[bool]]
"""Told of a refusal before it leaves: its status, its problem's code, its body. It leaves if the witness says so."""

WHOLE = "http.response.whole"
"""Extension of ASGI, and type of its message: a whole answer, `status`, `headers` (of texts) and `body`."""

_BODILESS = frozenset({204, 304})
_REFUSAL = b"content-type: application/problem+json\r\nconnection: close\r\n"
_TITLES = {
    400: ("malformed-request", "The request cannot be read"),
    408: ("request-too-slow", "The request did not arrive in time"),
    431: ("request-head-too-large", "The head of the request is too large"),
}


class Connection(HttpToolsProtocol):
    """One connection, which always waits for something with an end: a head, the rest of a body, the next request.

    Bodies are the application's: how large they may be, and how slow, depends on who sends them.
    """

    def __init__(
        self,
        limits: Settings,
        stopping: Callable[[], bool],
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        witness: Witness | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state)
        self.timeout_keep_alive = limits.http_idle_timeout  # type: ignore[assignment]  # the loop takes any number
        self._limits = limits
        self._stopping = stopping
        self._witness = witness
        self._in_head = False
        self._complete = True  # whether all of the last request has come
        self._head_size = 0
        self._fault = 400
        self._due: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._extensions: dict[str, Any] = {WHOLE: {}}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its base has it
        super().connection_made(transport)
        OPEN.inc()
        if len(self.connections) > self._limits.http_connections:
            SENT_AWAY.labels("connections").inc()
            transport.abort()
            return
        tls: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
        if tls:
            self._extensions["tls"] = {"client_certificate": tls.getpeercert(binary_form=True)}
        self._wait(self._limits.http_head_timeout)

    def connection_lost(self, exc: Exception | None) -> None:
        OPEN.dec()
        self._wait(None)
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        unfinished = self.scope if self._in_head else None
        super().data_received(data)
        if not self._in_head:
            return
        if self._due is None:
            self._wait(self._limits.http_head_timeout)
        if self.scope is unfinished:
            self._head_size += len(data)
            if self._head_size > self._limits.http_head_limit:
                self._send_away(431)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = self._extensions
        self._in_head, self._complete, self._head_size = True, False, 0
        self._wait(None)

    def on_headers_complete(self) -> None:
        self._in_head = False
        if self._due:
            self._wait(None)
        self._check_head()
        super().on_headers_complete()
        self.cycle.__class__ = _Cycle  # there is no hook for another class of it
        if self._stopping():
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        self._complete = True
        super().on_message_complete()
        if self.cycle.response_complete and not self._in_head:
            self._wait(self._limits.http_idle_timeout)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._in_head or not self.cycle.response_complete:
            return
        # Whoever was answered before all had been sent may finish quickly, or goes.
        self._wait(self._limits.http_idle_timeout if self._complete else self._limits.http_head_timeout)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(self._limits.http_write_timeout, self._left_unread)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._unread:
            self._unread.cancel()
            self._unread = None

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - what the parser says is not told
        self._send_away(self._fault)

    def _check_head(self) -> None:
        """Raising ends the connection by `send_400_response`."""
        size, hosts, coded = len(self.url), 0, False
        for name, value in self.headers:
            size += len(name) + len(value) + 4
            hosts += name == b"host"
            coded |= name == b"transfer-encoding" and value.lower() != b"chunked"
        if size > self._limits.http_head_limit:
            self._fault = 431
            raise ValueError("head too large")
        if hosts != 1 or coded or not self.url.startswith(b"/"):
            # A second Host, another address in the request line, a coding nobody knows: another reading of the request.
            raise ValueError("request ambiguous")

    def _wait(self, seconds: float | None) -> None:
        if self._due:
            self._due.cancel()
        self._due = None if seconds is None else self.loop.call_later(seconds, self._too_late)

    def _too_late(self) -> None:
        if self._in_head:
            self._send_away(408)
        elif self.transport.get_write_buffer_size():
            self._left_unread()
        else:
            self.transport.close()

    def _left_unread(self) -> None:
        SENT_AWAY.labels("answer-unread").inc()
        self.transport.abort()

    def _send_away(self, status: int) -> None:
        self._wait(None)
        self._in_head = False
        code, title = _TITLES[status]
        SENT_AWAY.labels(code).inc()
        if self.cycle is not None and not self.cycle.response_complete:
            # While an earlier request is being answered, nobody could tell whose answer this is.
            self.transport.close()
            return
        # Whatever else comes is nobody's request any more.
        self._unset_keepalive_if_required()
        self.flow.pause_reading()
        refusing = self.loop.create_task(self._refuse(status, code, _problem(status, code, title)))
        self.tasks.add(refusing)
        refusing.add_done_callback(self.tasks.discard)

    async def _refuse(self, status: int, code: str, body: bytes) -> None:
        told = self._witness is None or await self._witness(status, code, body)
        if told and not self.transport.is_closing():
            length = b"content-length: %d\r\n\r\n" % len(body)
            self.transport.write(STATUS_LINE[status] + _REFUSAL + length + body)
        self.transport.close()


class _Cycle(RequestResponseCycle):
    """A request and its answer."""

    async def send(self, message: Any) -> None:
        """As ASGI has it; an answer that is at hand also whole: one message, one packet, one call of the kernel.

        Raises RuntimeError if it was begun before, or a header has control characters in it.
        """
        if message["type"] != WHOLE:
            await super().send(message)
            return
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        if self.response_started:
            raise RuntimeError("an answer begins once")
        content = self._content(message["status"], message["headers"], message["body"])
        self.response_started, self.waiting_for_100_continue = True, False
        self.transport.write(content)
        self.response_complete = True
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()

    def _content(self, status: int, headers: Mapping[str, str], body: bytes) -> bytes:
        if not "".join([*headers, *headers.values()]).isprintable():
            raise RuntimeError("a header is one line of text")
        told = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
        head = [STATUS_LINE[status], told.encode("latin-1")]
        for name, value in self.default_headers:
            head += (name, b": ", value, b"\r\n")
        if not self.keep_alive:
            head.append(b"connection: close\r\n")
        if status in _BODILESS:
            return b"".join([*head, b"\r\n"])
        head.append(b"content-length: %d\r\n\r\n" % len(body))
        return b"".join(head if self.scope["method"] == "HEAD" else [*head, body])


def _problem(status: int, code: str, title: str) -> bytes:
    problem = Problem(code=code, rule="a request is sent as HTTP has it, within the limits", detail=title)
    type_ = f"urn:lea:problem:{code}"
    details = ProblemDetails(type=type_, title=title, status=status, detail=title, problems=(problem,), trace_id=None)
    return details.model_dump_json().encode()
