"""Trace contexts survive being stored."""

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider

from shared.telemetry.context import continuing, exemplar_of, is_sampled, restored, span_context, stored

TRACE, SPAN = "a" * 32, "b" * 16
TRACER = TracerProvider().get_tracer("test")


@pytest.mark.parametrize(("flags", "sampled"), [("00", False), ("01", True), ("02", False), ("03", True)])
def test_what_was_stored_is_restored(flags: str, *, sampled: bool) -> None:
    context = restored(f"00-{TRACE}-{SPAN}-{flags}", "lea=1")

    span = span_context(context)
    assert (span.trace_id, span.span_id, span.trace_flags.sampled) == (int(TRACE, 16), int(SPAN, 16), sampled)
    assert stored(context).tracestate == "lea=1"


@pytest.mark.parametrize("traceparent", [None, "", "nonsense"])
def test_without_a_context_there_is_none(traceparent: str | None) -> None:
    assert not span_context(restored(traceparent, None)).is_valid
    assert stored(restored(traceparent, None)) == (None, None)
    assert continuing(traceparent, None) is None


def test_restoring_ignores_the_current_span() -> None:
    with TRACER.start_as_current_span("other work"):
        assert not span_context(restored(None, None)).is_valid


def test_work_continues_the_trace_of_the_message() -> None:
    context = continuing(f"00-{TRACE}-{SPAN}-01", None)

    assert context is not None
    assert span_context(context).trace_id == int(TRACE, 16)


def test_work_stays_under_a_current_span_of_the_same_trace() -> None:
    with trace.use_span(TRACER.start_span("work", restored(f"00-{TRACE}-{SPAN}-01", None))):
        assert continuing(f"00-{TRACE}-{SPAN}-01", None) is None
        assert continuing(f"00-{'c' * 32}-{SPAN}-01", None) is not None


@pytest.mark.parametrize(("flags", "sampled"), [("00", False), ("01", True), ("02", False), ("03", True)])
def test_the_sampled_bit_is_read_without_parsing(flags: str, *, sampled: bool) -> None:
    assert is_sampled(f"00-{TRACE}-{SPAN}-{flags}") is sampled
    assert is_sampled(None) is False


def test_a_value_leads_to_the_trace_that_is_kept() -> None:
    assert exemplar_of(f"00-{TRACE}-{SPAN}-01") == {"trace_id": TRACE}
    for nothing in (f"00-{TRACE}-{SPAN}-00", None, "01", b"01", f"00-{TRACE}-01"):
        assert exemplar_of(nothing) is None
