"""The two operations over HTTP, as plain ASGI: FastAPI's machinery would cost more than everything else together."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from time import perf_counter
from typing import NamedTuple, Protocol

import asyncpg
from opentelemetry import propagate, trace
from opentelemetry.trace import Span, SpanKind
from prometheus_client import Counter, Histogram
from starlette.types import Receive, Scope, Send

from services.edge.access_log import AccessLog, LogUnavailable, Record
from services.edge.application import InformationService, Told
from services.edge.domain.refusals import (
    FAILED,
    MALFORMED,
    NOT_JSON,
    TOO_LARGE,
    TOO_SLOW,
    UNAVAILABLE,
    Refused,
    refused,
)
from services.edge.settings import EdgeSettings
from shared.clock import Clock
from shared.database import UNAVAILABLE as DATABASE_UNAVAILABLE
from shared.telemetry.context import trace_id_of
from shared.telemetry.logs import get_logger

PROBLEM = "application/problem+json"

REQUESTS = Counter("lea_edge_requests", "Requests answered", ["operation", "status"])
SECONDS = Histogram(
    "lea_edge_seconds", "From a request to its answer, access log included", ["operation"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)  # fmt: skip

_log = get_logger(__name__)
_TRACER = trace.get_tracer("lea.edge")

_ONCE = frozenset(
    {"authorization", "lea-request-id", "lea-legal-ground", "lea-court-case", "content-type", "content-length"}
)


class Answer(NamedTuple):
    """A response, with what the access log keeps of it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    digest: bytes
    problem: str | None = None


class Arrived(NamedTuple):
    """A request whose body is still to come."""

    scope: Scope
    receive: Receive
    headers: Mapping[str, str]
    """By lower-case names."""
    record: Record


class Operation(Protocol):
    """One of the operations of the service."""

    name: str

    async def answer(self, arrived: Arrived) -> Answer:
        """The answer. Raises Refused."""
        ...


class Disconnected(ConnectionError):
    """The client went away before its request was complete."""


class Endpoint:
    """Answers requests with an operation, each recorded in the access log before its answer leaves."""

    def __init__(self, operation: Operation, log: AccessLog, clock: Clock) -> None:
        self._operation = operation
        self._log = log
        self._clock = clock
        self._seconds = SECONDS.labels(operation.name)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = perf_counter()
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        with _span(self._operation.name, headers) as span:
            record = Record(self._clock.now(), self._operation.name, _trace_id(span, headers))
            try:
                answer = await self._recorded(Arrived(scope, receive, headers, record))
            except Disconnected:
                return
            span.set_attribute("http.response.status_code", answer.status)
        REQUESTS.labels(self._operation.name, answer.status).inc()
        self._seconds.observe(perf_counter() - started)
        await _send(send, answer)

    async def _recorded(self, arrived: Arrived) -> Answer:
        record = arrived.record
        answer = await self._answered(arrived)
        try:
            await self._log.write(record.row(answer.status, answer.problem, answer.digest))
        except LogUnavailable:
            reason = refused(UNAVAILABLE, "every answer is in the access log", "the access log cannot be written")
            return _problem(reason, record.trace_id)
        return answer

    async def _answered(self, arrived: Arrived) -> Answer:
        try:
            _check_unambiguous(arrived)
            return await self._operation.answer(arrived)
        except Refused as refusal:
            return _problem(refusal, arrived.record.trace_id)
        except (Disconnected, asyncio.CancelledError):
            raise
        except (*DATABASE_UNAVAILABLE, asyncpg.PostgresError, TimeoutError) as error:
            _log.warning("read model unavailable", reason=type(error).__name__)
            reason = refused(UNAVAILABLE, "the read model is at hand", "the read model cannot be read")
            return _problem(reason, arrived.record.trace_id)
        except Exception:  # noqa: BLE001 - nothing but the fact may leave the house
            _log.exception("request failed")
            return _problem(refused(FAILED, "requests are answered", FAILED.title), arrived.record.trace_id)


class GetProceeding:
    """`GET /v1/enforcement-proceedings/{number}`."""

    name = "enforcement-proceeding"

    def __init__(self, service: InformationService) -> None:
        self._service = service

    async def answer(self, arrived: Arrived) -> Answer:
        scope, _, headers, record = arrived
        consumer = self._service.authenticated(scope["method"], scope["path"], headers, record)
        if scope["query_string"]:
            raise refused(MALFORMED, "the address has no query", "there are no parameters", field="query")
        told = await self._service.proceeding(consumer, scope["path_params"]["number"], headers, record)
        tag = f'"{told.digest.hex()}"'
        common = {**_told_headers(told), "ETag": tag, "LEA-Request-Id": str(record.request_id)}
        if _matches(headers.get("if-none-match"), tag):
            return Answer(304, common, b"", told.digest)
        return Answer(200, {**common, "Content-Type": "application/json"}, told.body, told.digest)


class PostInformationRequest:
    """`POST /v1/information-requests`."""

    name = "information-request"

    def __init__(self, service: InformationService, settings: EdgeSettings) -> None:
        self._service = service
        self._limit = settings.body_limit
        self._timeout = settings.body_timeout

    async def answer(self, arrived: Arrived) -> Answer:
        scope, receive, headers, record = arrived
        consumer = self._service.authenticated(scope["method"], scope["path"], headers, record)
        if scope["query_string"]:
            raise refused(MALFORMED, "the address has no query", "there are no parameters", field="query")
        _check_json(headers)
        body = await self._body(receive, headers)
        told = await self._service.information(consumer, body, headers, record)
        return Answer(200, {**_told_headers(told), "Content-Type": "application/json"}, told.body, told.digest)

    async def _body(self, receive: Receive, headers: Mapping[str, str]) -> bytes:
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self._limit:
            raise self._too_large()
        try:
            async with asyncio.timeout(self._timeout):
                return await self._read(receive)
        except TimeoutError:
            raise refused(TOO_SLOW, f"a request arrives within {self._timeout} s", TOO_SLOW.title) from None

    async def _read(self, receive: Receive) -> bytes:
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
            body += message.get("body", b"")
            if len(body) > self._limit:
                raise self._too_large()
            if not message.get("more_body"):
                return bytes(body)

    def _too_large(self) -> Refused:
        return refused(TOO_LARGE, f"a request has at most {self._limit} bytes", TOO_LARGE.title)


def _check_unambiguous(arrived: Arrived) -> None:
    """A header that counts comes once: what stands behind another reading of the request is never guessed."""
    raw = arrived.scope["headers"]
    if len(raw) == len(arrived.headers):
        return
    seen = set[bytes]()
    for name, _ in raw:
        if name in seen and name.decode("latin-1") in _ONCE:
            detail = f"the header {name.decode('latin-1')} is there twice"
            raise refused(MALFORMED, "a header that counts comes once", detail, field=name.decode("latin-1"))
        seen.add(name)


def _check_json(headers: Mapping[str, str]) -> None:
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" or headers.get("content-encoding", "identity") != "identity":
        raise refused(NOT_JSON, "requests are application/json, not encoded", NOT_JSON.title, field="Content-Type")


def _matches(wanted: str | None, tag: str) -> bool:
    """Whether an `If-None-Match` names this entity tag (RFC 9110, 13.1.2: weak comparison)."""
    if wanted is None:
        return False
    return wanted.strip() == "*" or tag in (item.strip().removeprefix("W/") for item in wanted.split(","))


def _told_headers(told: Told) -> dict[str, str]:
    return {
        **told.headers,
        "Content-Language": told.language,
        "Vary": "Accept-Language",
        "Cache-Control": "private, no-cache",
    }


def _problem(refusal: Refused, trace_id: str | None) -> Answer:
    body = refusal.details(trace_id).model_dump_json().encode()
    headers = {**refusal.kind.headers, "Content-Type": PROBLEM, "Cache-Control": "no-store"}
    return Answer(refusal.kind.status, headers, body, sha256(body).digest(), refusal.kind.code)


@contextmanager
def _span(name: str, headers: Mapping[str, str]) -> Iterator[Span]:
    """A span around a request; where no traces are kept, none is made."""
    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        yield trace.INVALID_SPAN
        return
    parent = propagate.extract(headers) if "traceparent" in headers else None
    with _TRACER.start_as_current_span(name, parent, SpanKind.SERVER, record_exception=False) as span:
        yield span


def _trace_id(span: Span, headers: Mapping[str, str]) -> str | None:
    context = span.get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else trace_id_of(headers.get("traceparent"))


async def _send(send: Send, answer: Answer) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers.items()]
    if answer.status != 304:
        headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
