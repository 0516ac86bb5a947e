"""Spans of handlers, in the trace of the command that caused the event."""

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from shared.subscriber import tracing
from shared.subscriber.messages import Message
from shared.subscriber.retries import Retries
from shared.subscriber.sqlite import SqliteStore
from shared.subscriber.testing import Harness
from tests.unit.shared.subscriber.kit import APPROACHING, Seen, producer

TRACE = "0af7651916cd43dd8448eb211c80319c"


async def test_a_handler_runs_in_the_trace_of_its_event(monkeypatch: pytest.MonkeyPatch) -> None:
    provider, spans = TracerProvider(), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    monkeypatch.setattr(tracing, "tracer", provider.get_tracer("test"))
    made, seen = producer().sample(APPROACHING), Seen()
    seen.failures = {1: 2}
    headers = {**made.headers, "cloudEvents:traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    async with Harness(seen.handlers, SqliteStore(":memory:"), retries=Retries(attempts=2)) as harness:
        await harness.deliver(Message(headers, made.body, made.sender))
        await harness.wait(2)
    together, alone, again = spans.get_finished_spans()
    assert {each.name for each in (together, alone, again)} == {f"process {APPROACHING}"}
    assert {format(each.context.trace_id, "032x") for each in (together, alone, again) if each.context} == {TRACE}
    assert [each.status.status_code for each in (together, alone, again)] == [
        *(StatusCode.ERROR, StatusCode.ERROR),
        StatusCode.UNSET,
    ]
    assert alone.events == ()  # an error's text may quote personal data
    assert alone.status.description == "ValueError"
