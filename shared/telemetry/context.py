"""Trace contexts as they are stored beside events and carried by messages (W3C `traceparent`, `tracestate`)."""

import re
from typing import NamedTuple

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import SpanContext
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = TraceContextTextMapPropagator()
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_ODD = frozenset("13579bdf")


class Traced(NamedTuple):
    """A trace context in the form it is stored."""

    traceparent: str | None
    tracestate: str | None


def restored(traceparent: str | None, tracestate: str | None) -> Context:
    """A context that holds the stored span and nothing else; an empty one where none was stored."""
    carrier = {"traceparent": traceparent or "", "tracestate": tracestate or ""}
    return _PROPAGATOR.extract(carrier, context=Context())


def span_context(context: Context) -> SpanContext:
    """The span a context holds; invalid if it holds none."""
    return trace.get_current_span(context).get_span_context()


def continuing(traceparent: str | None, tracestate: str | None) -> Context | None:
    """The parent span of the work on a message.

    None (the current span) if that already belongs to the message's trace, or if the message carries none.
    """
    if traceparent is None:
        return None
    context = restored(traceparent, tracestate)
    asked = span_context(context)
    if not asked.is_valid or asked.trace_id == trace.get_current_span().get_span_context().trace_id:
        return None
    return context


def stored(context: Context | None = None) -> Traced:
    """The context (the current one if none is given) in the form it is stored."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier, context)
    return Traced(carrier.get("traceparent"), carrier.get("tracestate"))


def is_sampled(traceparent: str | None) -> bool:
    """Whether spans of a stored context are kept; answered without parsing, since most are not."""
    # The sampled bit is the lowest of the last digit; others may be set beside it (the random bit makes it 03).
    return traceparent is not None and traceparent[-1:] in _ODD


def trace_id_of(traceparent: str | None) -> str | None:
    """The trace a stored context belongs to, as 32 hexadecimal digits; None where it names none."""
    match = _TRACEPARENT.fullmatch(traceparent or "")
    return match[1] if match else None


def exemplar_of(traceparent: object) -> dict[str, str] | None:
    """What leads from a measured value to its trace, for Prometheus; None where no spans of it are kept."""
    if not isinstance(traceparent, str) or not is_sampled(traceparent):
        return None
    trace_id = trace_id_of(traceparent)
    return {"trace_id": trace_id} if trace_id else None
