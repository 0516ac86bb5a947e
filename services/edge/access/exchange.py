"""A request and its answer: every answer is signed, and in the access log before it is sent."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from time import perf_counter
from typing import Annotated

from fastapi import Depends
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import Counter, Histogram
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from services.edge.access.answers import Answer, RefusalAnswer, StreamedAnswer, problem_answer
from services.edge.access.request_head import SINGLE, ReceivedHead, head_of
from services.edge.access.signing import AnswerSigner
from services.edge.access_log.domain.record import AccessRecord
from services.edge.access_log.writer import AccessLog, LogUnavailable
from services.edge.settings import ApiSettings
from shared.clock import Clock
from shared.failures import DATABASE_ERRORS
from shared.http.headers import check_single, combined
from shared.http.parameters import missing_parameters
from shared.http.problems import FAILED, UNAVAILABLE, Refused, refused
from shared.signatures.fields import SIGNATURE
from shared.signatures.messages import RequestHead
from shared.telemetry.context import trace_id_of
from shared.telemetry.logs import get_logger

REQUESTS = Counter("lea_edge_requests", "Requests answered", ["operation", "status"])
SECONDS = Histogram(
    "lea_edge_seconds", "From a request to its answer, access log included", ["operation"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)  # fmt: skip

_log = get_logger(__name__)
_TRACER = trace.get_tracer("lea.edge")
_PARENT = TraceContextTextMapPropagator()  # not baggage, which any client can fill

Handler = Callable[[Request], Awaitable[Response]]
AnyAnswer = Answer | StreamedAnswer


@dataclass(slots=True)
class Exchange:
    """What is known of a request while it is answered; dependencies and operations add to it."""

    head: ReceivedHead
    record: AccessRecord
    signed: RequestHead
    """The request as its answer is bound to it: as it came, or once authenticated, as it was signed."""
    headers: dict[str, str] = field(default_factory=dict)
    """Of every answer to this request, refusals included."""


async def current_exchange(request: Request) -> Exchange:
    """The exchange a dependency or an operation takes part in."""
    exchange: Exchange = request.state.exchange
    return exchange


CurrentExchange = Annotated[Exchange, Depends(current_exchange)]


class Recorder:
    """Answers requests so that each answer is signed and recorded before it is sent."""

    def __init__(self, log: AccessLog, signer: AnswerSigner, clock: Clock, settings: ApiSettings) -> None:
        self._log = log
        self._signer = signer
        self._clock = clock
        self._public_url = settings.public_url
        self._behind_proxy = settings.http_socket is not None

    async def answer(self, request: Request, operation: str, handler: Handler, refusal: RefusalAnswer) -> Response:
        """The answer of a handler, or to what it raises."""
        started = perf_counter()
        head = head_of(request.scope, self._public_url, behind_proxy=self._behind_proxy)
        with _span(operation, head) as span:
            record = AccessRecord(self._clock.now(), operation, _trace_id(span, head))
            exchange = request.state.exchange = Exchange(head, record, head.message)
            try:
                answer = await self._handled(request, handler, lambda refused_: refusal(refused_, record.trace_id))
            except ClientDisconnect:
                return Response(status_code=400)  # the client is gone
            answer = await self._recorded(exchange, answer, refusal)
            span.set_attribute("http.response.status_code", answer.status_code)
        REQUESTS.labels(operation, answer.counted_as).inc()
        sampled = span.get_span_context().trace_flags.sampled
        trace_ = {"trace_id": record.trace_id} if sampled and record.trace_id else None
        SECONDS.labels(operation).observe(perf_counter() - started, trace_)
        return answer

    async def _handled(
        self, request: Request, handler: Handler, refused_with: Callable[[Refused], Answer]
    ) -> AnyAnswer:
        try:
            check_single(request.scope["headers"], SINGLE)
            request.scope["headers"] = combined(request.scope["headers"])
            answer = _recordable(await handler(request))
        except Refused as refusal:
            return refused_with(refusal)
        except RequestValidationError as error:
            return refused_with(missing_parameters(error.errors()))
        except (ClientDisconnect, asyncio.CancelledError):
            raise
        except DATABASE_ERRORS as error:
            _log.warning("database unavailable", reason=type(error).__name__)
            rule, detail = "the databases of the service are reachable", "a database cannot be reached"
            return refused_with(refused(UNAVAILABLE, rule, detail))
        except Exception:  # noqa: BLE001 - its text may quote the request: it is only logged
            _log.exception("request failed")
            return refused_with(refused(FAILED, "requests are answered", FAILED.title))
        return answer

    async def _recorded(self, exchange: Exchange, answer: AnyAnswer, refusal: RefusalAnswer) -> AnyAnswer:
        self._sign(exchange, answer)
        signature = answer.headers.get(SIGNATURE)
        record = exchange.record
        try:
            await self._log.write(record.entry(answer.status_code, answer.problem, answer.digest, signature))
        except LogUnavailable:
            reason = refused(UNAVAILABLE, "every answer is in the access log", "the access log cannot be written")
            answer = refusal(reason, record.trace_id)
            self._sign(exchange, answer)
        return answer

    def _sign(self, exchange: Exchange, answer: AnyAnswer) -> None:
        answer.headers.update(exchange.headers)
        headers = dict(answer.headers)
        answer.headers.update(self._signer.headers(exchange.signed, answer.status_code, headers, answer.digest))


def recorder_of(request: Request) -> Recorder:
    """The recorder of the running application."""
    recorder: Recorder = request.app.state.recorder
    return recorder


class RecordedRoute(APIRoute):
    """A path operation whose requests are recorded, with dependencies and refusals; its id names it in the log."""

    refusal: RefusalAnswer = staticmethod(problem_answer)

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        handler, operation = super().get_route_handler(), self.operation_id or self.name

        async def recorded(request: Request) -> Response:
            return await recorder_of(request).answer(request, operation, handler, self.refusal)

        return recorded


def _recordable(answer: Response) -> AnyAnswer:
    if not isinstance(answer, Answer | StreamedAnswer):
        raise TypeError(f"the access log cannot record a {type(answer).__name__}")
    return answer


def _span(operation: str, head: ReceivedHead) -> AbstractContextManager[Span]:
    """A span around a request; without a tracer provider there is none."""
    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return nullcontext(trace.INVALID_SPAN)
    parent = _PARENT.extract(head.headers) if "traceparent" in head.headers else None
    return _TRACER.start_as_current_span(operation, parent, SpanKind.SERVER, record_exception=False)


def _trace_id(span: Span, head: ReceivedHead) -> str | None:
    context = span.get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else trace_id_of(head.headers.get("traceparent"))
