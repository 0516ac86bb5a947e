"""Reads spans from OTLP exports, and keeps the newest ones in a temporary database."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1 import trace_pb2

KEPT = 100_000
"""Maximum number of spans; the oldest are deleted."""
SHOWN = 200
"""Maximum number of traces in a list."""

SERVICE = "service.name"
_LAST = 2**63 - 1  # nanoseconds; the largest number of the database


class Unreadable(ValueError):
    """The body is not an OTLP export request."""


@dataclass(frozen=True, slots=True)
class Span:
    """One span; `start` and `duration` are nanoseconds, `start` since the epoch."""

    trace: str
    id: str
    parent: str
    service: str
    name: str
    start: int
    duration: int
    error: bool
    attributes: dict[str, str]
    links: list[str]
    """Ids of linked traces."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One trace in the list."""

    trace: str
    start: int
    duration: int
    spans: int
    error: bool
    services: list[str]
    name: str
    """Name of the first span."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Criteria for traces; the default is all traces."""

    service: str = ""
    name: str = ""
    """Part of a span's name."""
    text: str = ""
    """Part of a trace id, or of an attribute of a span: a correlation id, a stream, a message."""
    least: float = 0
    """Minimum duration of a trace in milliseconds."""
    errors: bool = False
    across: bool = False
    """Only traces of more than one service, which excludes the traces of a consumer's batches."""
    before: datetime | None = None
    """Only traces that began before this moment."""


def read_export(body: bytes) -> Iterator[Span]:
    """The spans of an export request. Raises Unreadable."""
    try:
        request = ExportTraceServiceRequest.FromString(body)
    except DecodeError:
        raise Unreadable("not an OTLP trace export request (protobuf)") from None
    for resource in request.resource_spans:
        service = _texts(resource.resource.attributes).get(SERVICE, "unknown")
        for scope in resource.scope_spans:
            yield from (_span(service, span) for span in scope.spans)


def _span(service: str, span: trace_pb2.Span) -> Span:
    error = span.status.code == trace_pb2.Status.STATUS_CODE_ERROR
    attributes = _texts(span.attributes)
    if error and span.status.message:
        attributes["status"] = span.status.message
    return Span(
        trace=span.trace_id.hex(),
        id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        service=service,
        name=span.name,
        start=span.start_time_unix_nano,
        duration=max(span.end_time_unix_nano - span.start_time_unix_nano, 0),
        error=error,
        attributes=attributes,
        links=sorted({link.trace_id.hex() for link in span.links} - {span.trace_id.hex()}),
    )


def _texts(attributes: Iterable[KeyValue]) -> dict[str, str]:
    return {attribute.key: _text(attribute.value) for attribute in attributes}


def _text(value: AnyValue) -> str:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return ", ".join(_text(item) for item in value.array_value.values)
    return str(getattr(value, kind)) if kind else ""


class Store:
    """The newest spans."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        # Without a name SQLite uses a temporary file that is deleted with the process.
        self._database = sqlite3.connect("")
        self._database.executescript(_TABLE)

    def add(self, spans: Iterable[Span]) -> None:
        """Store spans, and delete the oldest ones beyond the limit."""
        with self._database as database:
            database.executemany(_INSERT, map(_row, spans))
            database.execute("DELETE FROM span WHERE number <= (SELECT max(number) FROM span) - ?", (self._kept,))

    def traces(self, wanted: Filter) -> list[Summary]:
        """The newest traces with a span that matches."""
        rows = self._database.execute(
            _TRACES,
            {
                "service": wanted.service or "%",
                "name": f"%{wanted.name}%",
                "text": f"%{wanted.text}%",
                "error": wanted.errors,
                "least": wanted.least * 1e6,
                "across": wanted.across,
                "before": int(wanted.before.timestamp() * 1e9) if wanted.before else _LAST,
                "shown": SHOWN,
            },
        )
        return [
            Summary(trace, start, took, count, bool(error), services.split(","), name)
            for trace, start, took, count, error, services, name in rows
        ]

    def trace(self, trace: str) -> list[Span]:
        """The spans of one trace, earliest first."""
        rows = self._database.execute(_TRACE, (trace,))
        return [Span(*(*row[:7], bool(row[7]), json.loads(row[8]), json.loads(row[9]))) for row in rows]

    def services(self) -> list[str]:
        """The services that sent something."""
        return [name for (name,) in self._database.execute("SELECT DISTINCT service FROM span ORDER BY service")]


def _row(span: Span) -> tuple[str | int, ...]:
    values = (span.trace, span.id, span.parent, span.service, span.name, span.start, span.duration, span.error)
    return *values, json.dumps(span.attributes, ensure_ascii=False), json.dumps(span.links)


_TABLE = """
CREATE TABLE span (number INTEGER PRIMARY KEY,
                   trace, id, parent, service, name, start, duration, error, attributes, links);
CREATE INDEX span_trace ON span (trace, start);
"""
_INSERT = """
INSERT INTO span (trace, id, parent, service, name, start, duration, error, attributes, links)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_TRACE = """
SELECT trace, id, parent, service, name, start, duration, error, attributes, links
FROM span WHERE trace = ? ORDER BY start, number
"""
_TRACES = """
SELECT trace, min(start), max(start + duration) - min(start) AS took, count(*), max(error),
       group_concat(DISTINCT service),
       (SELECT name FROM span AS first WHERE first.trace = span.trace ORDER BY start LIMIT 1)
FROM span
WHERE trace IN (
    SELECT trace FROM span
    WHERE service LIKE :service AND name LIKE :name AND (attributes LIKE :text OR trace LIKE :text) AND error >= :error
)
GROUP BY trace HAVING took >= :least AND count(DISTINCT service) > :across AND min(start) < :before
ORDER BY min(start) DESC LIMIT :shown
"""
