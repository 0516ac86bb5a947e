"""An OpenTelemetry backend for these tests, which keeps spans in memory (OTLP over HTTP)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span as Exported


@dataclass(frozen=True)
class Span:
    """A span as a backend stores it."""

    service: str
    name: str
    kind: str
    """`CLIENT`, `CONSUMER`, …"""
    trace: str
    id: str
    parent: str
    """Empty for the first span of a trace."""
    links: tuple[tuple[str, str], ...]
    """Trace and span of each link."""
    attributes: dict[str, str]


class Collector(ThreadingHTTPServer):
    """Stores all received spans."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receiver)
        self.spans: list[Span] = []

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def take(self, body: bytes) -> None:
        """Store the spans of an export."""
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            service = _attributes(resource.resource.attributes)["service.name"]
            self.spans += [_span(service, span) for scope in resource.scope_spans for span in scope.spans]

    def trace(self, trace_id: str) -> list[Span]:
        """The spans of a trace received so far."""
        return [span for span in self.spans if span.trace == trace_id]

    def span(self, span_id: str) -> Span | None:
        return next((span for span in self.spans if span.id == span_id), None)


@contextmanager
def collecting() -> Iterator[Collector]:
    """A running collector."""
    with Collector() as collector:
        thread = threading.Thread(target=collector.serve_forever, name="collector")
        thread.start()
        try:
            yield collector
        finally:
            collector.shutdown()
            thread.join()


class _Receiver(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        self.server.take(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def _span(service: str, span: Exported) -> Span:
    return Span(
        service=service,
        name=span.name,
        kind=Exported.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_"),
        trace=span.trace_id.hex(),
        id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        links=tuple((link.trace_id.hex(), link.span_id.hex()) for link in span.links),
        attributes=_attributes(span.attributes),
    )


def _attributes(pairs: "list[KeyValue]") -> dict[str, str]:
    return {pair.key: pair.value.string_value for pair in pairs}
