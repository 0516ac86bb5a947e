"""Spans of batches: one for the whole, and one in each message's own trace."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.semconv._incubating.attributes import messaging_attributes
from opentelemetry.trace import StatusCode

from contracts.identifiers import new_id
from shared.messaging.queue_names import EVENTS_EXCHANGE
from shared.telemetry import traces
from tests.unit.shared.messaging.events import event

PARENT = "b7ad6b7169203331"


@pytest.fixture
def exporter(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    memory, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(memory))
    monkeypatch.setattr(traces, "_TRACER", provider.get_tracer("test"))
    yield memory
    provider.shutdown()


def _traced(trace: int, flags: str) -> str:
    return f"00-{trace:032x}-{PARENT}-{flags}"


def _by_name(exporter: InMemorySpanExporter) -> dict[str, list[ReadableSpan]]:
    found: dict[str, list[ReadableSpan]] = {}
    for span in exporter.get_finished_spans():
        found.setdefault(span.name, []).append(span)
    return found


def test_a_batch_has_a_span_linked_to_its_messages(exporter: InMemorySpanExporter) -> None:
    events = [event(new_id(), 1, traceparent=_traced(number, "01")) for number in (1, 2)]
    events.append(event(new_id(), 1, traceparent=_traced(3, "00")))
    traces.record_batch("court_query", [*events, event(new_id(), 1)], 1_000, 2_000)
    spans = _by_name(exporter)
    (batch,) = spans["process court_query"]
    assert [link.context.trace_id for link in batch.links] == [1, 2]
    children = spans[f"process {events[0].type}"]
    assert [span.context.trace_id for span in children] == [1, 2]
    assert all(span.parent and f"{span.parent.span_id:016x}" == PARENT for span in children)
    assert {(span.start_time, span.end_time) for span in [batch, *children]} == {(1_000, 2_000)}


def test_without_sampled_messages_there_are_no_spans(exporter: InMemorySpanExporter) -> None:
    traces.record_batch("court_query", [event(new_id(), 1, traceparent=_traced(1, "02"))], 1, 2)
    assert exporter.get_finished_spans() == ()


def test_an_old_event_starts_a_new_trace(exporter: InMemorySpanExporter) -> None:
    old = event(new_id(), 1, traceparent=_traced(1, "03"), recorded_at=datetime.now(UTC) - timedelta(days=30))
    traces.record_batch("court_query", [old], 1, 2)
    (span,) = _by_name(exporter)[f"process {old.type}"]
    assert span.parent is None
    assert span.context.trace_id != 1
    assert 1 in {link.context.trace_id for link in span.links}


def test_a_failure_is_traced_without_its_text(exporter: InMemorySpanExporter) -> None:
    traces.record_failure("court_query", event(new_id(), 1, traceparent=_traced(1, "01")), "ValueError", 5)
    (span,) = exporter.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    assert span.status.description == "ValueError"
    assert span.events == ()
    assert span.attributes
    assert span.attributes["error.type"] == "ValueError"


def test_attributes_of_messages_have_the_names_of_the_conventions(exporter: InMemorySpanExporter) -> None:
    made = event(new_id(), 1, traceparent=_traced(1, "01"))
    traces.record_batch("court_query", [made], 1_000, 2_000)
    known = {value for name, value in vars(messaging_attributes).items() if name.startswith("MESSAGING_")}
    for span in exporter.get_finished_spans():
        named = {name: value for name, value in (span.attributes or {}).items() if name.startswith("messaging.")}
        assert named.keys() <= known
        assert named["messaging.system"] == messaging_attributes.MessagingSystemValues.RABBITMQ.value
        assert named["messaging.operation.type"] == messaging_attributes.MessagingOperationTypeValues.PROCESS.value
        assert named["messaging.operation.name"] == "process"
        assert named["messaging.destination.name"] == EVENTS_EXCHANGE
