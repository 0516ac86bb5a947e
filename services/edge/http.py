"""Operations over HTTP, as plain ASGI: FastAPI's machinery would cost more than everything else together."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import sha256
from time import perf_counter
from typing import NamedTuple, Protocol

import asyncpg
from opentelemetry import propagate, trace
from opentelemetry.trace import Span, SpanKind
from prometheus_client import Counter, Histogram
from starlette.types import Receive, Scope, Send

from services.edge.access_log import AccessLog, LogUnavailable, Record
from services.edge.body import Body, Disconnected
from services.edge.domain.refusals import FAILED, MALFORMED, UNAVAILABLE, Refused, refused, replayed
from services.edge.gate import Caller, Gate, Head, head_of
from services.edge.settings import EdgeSettings
from services.edge.signing import AnswerSigner
from shared.clock import Clock
from shared.database import UNAVAILABLE as DATABASE_UNAVAILABLE
from shared.signatures.fields import SIGNATURE
from shared.telemetry.context import trace_id_of
from shared.telemetry.logs import get_logger

PROBLEM = "application/problem+json"
_SIGNATURE = SIGNATURE.lower()

REQUESTS = Counter("lea_edge_requests", "Requests answered", ["operation", "status"])
SECONDS = Histogram(
    "lea_edge_seconds", "From a request to its answer, access log included", ["operation"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)  # fmt: skip

_log = get_logger(__name__)
_TRACER = trace.get_tracer("lea.edge")
_NO_SPAN = nullcontext(trace.INVALID_SPAN)

_ONCE = frozenset(
    {
        "authorization",
        "content-digest",
        "content-encoding",
        "content-length",
        "content-type",
        "host",
        "lea-as-of",
        "lea-court-case",
        "lea-legal-ground",
        "lea-request-id",
        "signature",
        "signature-input",
        "soapaction",
    }
)


class Streamed(NamedTuple):
    """A body that is read while it is sent."""

    chunks: AsyncIterator[bytes]
    length: int


class Answer(NamedTuple):
    """A response, with what the access log keeps of it."""

    status: int
    headers: Mapping[str, str]
    """By lower-case names."""
    body: bytes | Streamed
    digest: bytes
    """SHA-256 of the body; of a 304, of the body it stands for."""
    problem: str | None = None
    counts_as: int | None = None
    """Status it is counted under, where that of HTTP says less."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was let in; its body is still to come."""

    head: Head
    caller: Caller
    path_params: Mapping[str, str]
    body: Body
    record: Record


class Operation(Protocol):
    """One of the operations of the service."""

    @property
    def name(self) -> str: ...

    @property
    def body_limit(self) -> int:
        """Bytes a body may have; none where it takes no body."""
        ...

    async def answer(self, request: Request) -> Answer:
        """The answer. Raises Refused."""
        ...


Refusal = Callable[[Refused, str | None], Answer]
"""How a refusal is told, under the id of its trace."""


class Endpoint:
    """Answers requests with an operation, each recorded in the access log before its answer leaves."""

    def __init__(
        self,
        operation: Operation,
        gate: Gate,
        log: AccessLog,
        signer: AnswerSigner,
        clock: Clock,
        settings: EdgeSettings,
        refusal: Refusal | None = None,
        body_timeout: float | None = None,
    ) -> None:
        """Refusals are problems (RFC 9457), unless the operation tells them in another way.

        `body_timeout` in seconds: where a body may take longer than is usual.
        """
        self._operation = operation
        self._gate = gate
        self._log = log
        self._signer = signer
        self._clock = clock
        self._timeout = body_timeout or settings.body_timeout
        self._public_url = settings.public_url
        self._behind_proxy = settings.http_socket is not None
        self._traced = not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)
        self._counted = lru_cache(partial(REQUESTS.labels, operation.name))
        self._seconds = SECONDS.labels(operation.name)
        self._refusal = refusal or problem

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = perf_counter()
        head = head_of(scope, self._public_url, self._behind_proxy)
        with self._span(head.headers) as span:
            record = Record(self._clock.now(), self._operation.name, _trace_id(span, head.headers))
            try:
                answer, headers = await self._recorded(scope, receive, head, record)
            except Disconnected:
                return
            span.set_attribute("http.response.status_code", answer.status)
        self._counted(answer.counts_as or answer.status).inc()
        self._seconds.observe(perf_counter() - started)
        await _send(send, answer, headers)

    async def _recorded(
        self, scope: Scope, receive: Receive, head: Head, record: Record
    ) -> tuple[Answer, Mapping[str, str]]:
        """The answer, and the headers it leaves with."""
        told: dict[str, str] = {}
        answer = await self._answered(scope, receive, head, record, told)
        headers = self._signed(head, answer, told)
        try:
            if not await self._kept(record, answer, headers):
                await self._gate.turn_out(record)
                record, answer = record.untold(), self._refusal(replayed(), record.trace_id)
                headers = self._signed(head, answer, {})
                await self._kept(record, answer, headers)
        except LogUnavailable:
            reason = refused(UNAVAILABLE, "every answer is in the access log", "the access log cannot be written")
            answer = self._refusal(reason, record.trace_id)
            headers = self._signed(head, answer, {})
        return answer, headers

    async def _kept(self, record: Record, answer: Answer, headers: Mapping[str, str]) -> bool:
        """Whether the answer is in the log and may leave; False if its request was made before."""
        row = record.row(answer.status, answer.problem, answer.digest, headers.get(_SIGNATURE))
        return await self._log.write(row, record.nonce)

    def _signed(self, head: Head, answer: Answer, told: Mapping[str, str]) -> Mapping[str, str]:
        headers = {**told, **answer.headers}
        headers.update(self._signer.headers(head.message, answer.status, headers, answer.digest))
        return headers

    async def _answered(
        self, scope: Scope, receive: Receive, head: Head, record: Record, told: dict[str, str]
    ) -> Answer:
        """The answer; in `told`, what goes with it since the request was let in, whatever became of it then."""
        try:
            _check_unambiguous(scope, head.headers)
            caller, headers = await self._gate.enter(head, record)
            told.update(headers)
            body = Body(
                receive,
                head.headers,
                limit=self._operation.body_limit,
                timeout=self._timeout,
                digest=caller.content_digest,
            )
            return await self._operation.answer(Request(head, caller, scope.get("path_params", {}), body, record))
        except Refused as refusal:
            return self._refusal(refusal, record.trace_id)
        except (Disconnected, asyncio.CancelledError):
            raise
        except (*DATABASE_UNAVAILABLE, asyncpg.PostgresError, TimeoutError) as error:
            _log.warning("database unavailable", reason=type(error).__name__)
            reason = refused(UNAVAILABLE, "what an answer rests on is at hand", "a database cannot be reached")
            return self._refusal(reason, record.trace_id)
        except Exception:  # noqa: BLE001 - nothing but the fact may leave the house
            _log.exception("request failed")
            return self._refusal(refused(FAILED, "requests are answered", FAILED.title), record.trace_id)

    def _span(self, headers: Mapping[str, str]) -> AbstractContextManager[Span]:
        """A span around a request; where no traces are kept, none is made."""
        if not self._traced:
            return _NO_SPAN
        parent = propagate.extract(headers) if "traceparent" in headers else None
        return _TRACER.start_as_current_span(self._operation.name, parent, SpanKind.SERVER, record_exception=False)


def _check_unambiguous(scope: Scope, headers: Mapping[str, str]) -> None:
    """A header that counts comes once: what stands behind another reading of the request is never guessed."""
    raw = scope["headers"]
    if len(raw) == len(headers):
        return
    seen = set[bytes]()
    for name, _ in raw:
        if name in seen and name.decode("latin-1") in _ONCE:
            detail = f"the header {name.decode('latin-1')} is there twice"
            raise refused(MALFORMED, "a header that counts comes once", detail, field=name.decode("latin-1"))
        seen.add(name)


def problem(refusal: Refused, trace_id: str | None) -> Answer:
    """The answer to a request that is refused (RFC 9457)."""
    body = refusal.details(trace_id).model_dump_json().encode()
    headers = {
        **refusal.kind.headers,
        **refusal.headers,
        "content-type": PROBLEM,
        "cache-control": "no-store",
    }
    return Answer(refusal.kind.status, headers, body, sha256(body).digest(), refusal.kind.code)


def _trace_id(span: Span, headers: Mapping[str, str]) -> str | None:
    context = span.get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else trace_id_of(headers.get("traceparent"))


async def _send(send: Send, answer: Answer, headers: Mapping[str, str]) -> None:
    body = answer.body
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    if answer.status != 304:
        raw.append((b"content-length", b"%d" % (len(body) if isinstance(body, bytes) else body.length)))
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    if isinstance(body, bytes):
        await send({"type": "http.response.body", "body": body})
        return
    async for chunk in body.chunks:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
