"""Traces (OpenTelemetry): set-up, and the spans of messages sent, handled and applied."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio
from opentelemetry.trace import Link, Span, SpanKind, Status, StatusCode

from contracts.envelope import CommandEnvelope, Envelope, EventEnvelope
from contracts.queries.base import QueryEnvelope
from shared.telemetry.context import Traced, continuing, is_sampled, restored, span_context, stored

_EXPORT_TIMEOUT = 2.0  # seconds; an absent collector must not hold up the end of a process
_FRESH = timedelta(hours=1)
_EVENTS = "lea.events"  # the exchange they come from
_TRACER = trace.get_tracer("lea.messaging")


@contextmanager
def tracing(service: str, endpoint: str | None, ratio: float) -> Iterator[None]:
    """Send this process's spans to `endpoint` (OTLP over HTTP) while the context lasts; without one, none are sent.

    Of the traces that start here, the fraction `ratio` is sampled; others follow the decision of their origin.
    """
    if endpoint is None:
        yield
        return
    exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=_EXPORT_TIMEOUT)
    provider = TracerProvider(
        sampler=ParentBasedTraceIdRatio(ratio),
        resource=Resource.create({SERVICE_NAME: service}),
        shutdown_on_exit=False,
    )
    provider.add_span_processor(BatchSpanProcessor(exporter, export_timeout_millis=_EXPORT_TIMEOUT * 1000))
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        provider.shutdown()


@contextmanager
def command_span(
    command: CommandEnvelope[Any], operation: str, destination: str, kind: SpanKind
) -> Iterator[CommandEnvelope[Any]]:
    """A span around sending or handling a command; yields the command with the context of that span."""
    if command.traceparent is not None and not is_sampled(command.traceparent):
        yield command
        return
    parent = continuing(command.traceparent, command.tracestate)
    attributes = _attributes(operation, destination, command)
    name = f"{operation} {command.type}"
    with _TRACER.start_as_current_span(name, parent, kind, attributes, record_exception=False) as span:
        yield command.model_copy(update=stored()._asdict()) if span.is_recording() else command


@contextmanager
def query_span(
    query: QueryEnvelope[Any], operation: str, destination: str, kind: SpanKind
) -> Iterator[QueryEnvelope[Any]]:
    """A span around sending or answering a query; yields the query with the context of that span."""
    if query.traceparent is not None and not is_sampled(query.traceparent):
        yield query
        return
    parent = continuing(query.traceparent, query.tracestate)
    attributes = _message(operation, destination, query.id)
    name = f"{operation} {query.type}"
    with _TRACER.start_as_current_span(name, parent, kind, attributes, record_exception=False) as span:
        yield query.model_copy(update=stored()._asdict()) if span.is_recording() else query


@contextmanager
def decision_span(command: CommandEnvelope[Any]) -> Iterator[Traced]:
    """A span around deciding a command, in the trace of its message; yields the context that its events carry."""
    if command.traceparent is not None and not is_sampled(command.traceparent):
        yield Traced(command.traceparent, command.tracestate)
        return
    span = _TRACER.start_span(f"decide {command.type}", continuing(command.traceparent, command.tracestate))
    if not span.get_span_context().is_valid:
        yield Traced(None, None)
        return
    span.set_attributes({"lea.command.id": str(command.id), "lea.stream": str(command.stream)})
    # An exception's text may quote what it choked on, personal data included: it is not put on the span.
    with trace.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        yield stored()


def record_batch(consumer: str, events: Sequence[EventEnvelope[Any]], started: int, ended: int) -> None:
    """The spans of an applied batch: one for the whole, linked to each message, and one in each message's own trace.

    Times are nanoseconds since the epoch. Messages that are not sampled cost next to nothing.
    """
    sampled = [event for event in events if is_sampled(event.traceparent)]
    if not sampled:
        return
    links = [_link(event) for event in sampled]
    attributes: dict[str, str | int] = {
        **_operation("process", _EVENTS),
        "messaging.consumer.group.name": consumer,
        "messaging.batch.message_count": len(events),
    }
    batch = _TRACER.start_span(f"process {consumer}", Context(), SpanKind.CONSUMER, attributes, links, started)
    batch_link = Link(batch.get_span_context())
    for event in sampled:
        _event_span(consumer, event, started, batch_link).end(ended)
    batch.end(ended)


def record_failure(consumer: str, event: EventEnvelope[Any], problem: str, at: int) -> None:
    """The span of an event that could not be applied; `problem` names the kind of failure, quoting no content."""
    if is_sampled(event.traceparent):
        span = _event_span(consumer, event, at)
        span.set_attribute("error.type", problem)
        span.set_status(Status(StatusCode.ERROR, problem))
        span.end(at)


def _event_span(consumer: str, event: EventEnvelope[Any], started: int, *links: Link) -> Span:
    parent = restored(event.traceparent, event.tracestate)
    # A replay or a late retry starts a new trace: with a parent weeks old it would be unreadable.
    if datetime.now(UTC) - event.recorded_at > _FRESH:
        parent, links = Context(), (*links, _link(event))
    attributes = {
        **_attributes("process", _EVENTS, event),
        "messaging.rabbitmq.destination.routing_key": event.type,
        "messaging.consumer.group.name": consumer,
    }
    return _TRACER.start_span(f"process {event.type}", parent, SpanKind.CONSUMER, attributes, links, started)


def _link(event: EventEnvelope[Any]) -> Link:
    return Link(span_context(restored(event.traceparent, event.tracestate)))


def _attributes(operation: str, destination: str, envelope: Envelope[Any]) -> dict[str, str]:
    return {
        **_message(operation, destination, envelope.id),
        "messaging.message.conversation_id": str(envelope.correlation_id),
        "lea.stream": str(envelope.stream),
    }


def _message(operation: str, destination: str, id_: UUID) -> dict[str, str]:
    return {**_operation(operation, destination), "messaging.message.id": str(id_)}


def _operation(operation: str, destination: str) -> dict[str, str]:
    """By the semantic conventions of OpenTelemetry for messaging, and for RabbitMQ."""
    return {
        "messaging.system": "rabbitmq",
        "messaging.operation.name": operation,
        "messaging.operation.type": operation,
        "messaging.destination.name": destination,
    }
