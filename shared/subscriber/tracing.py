"""A span around the handling of an event, in the trace of the command that caused it.

Needs the extra `tracing`, and a provider that the subscriber configures; without them nothing is traced.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.subscriber.messages import Place

try:
    from opentelemetry import trace
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
except ImportError:
    tracer = None
else:
    tracer = trace.get_tracer("lea_subscriber")


@contextmanager
def handling(subscriber: str, place: Place) -> Iterator[None]:
    """A span while an event is handled."""
    if tracer is None:
        yield
        return
    carried = {"traceparent": place.traceparent or "", "tracestate": place.tracestate or ""}
    attributes = {
        "messaging.system": "rabbitmq",
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
        "messaging.consumer.group.name": subscriber,
        "messaging.message.id": str(place.id),
        "lea.stream": str(place.stream),
    }
    context = TraceContextTextMapPropagator().extract({name: value for name, value in carried.items() if value})
    span = tracer.start_span(f"process {place.type}", context, trace.SpanKind.CONSUMER, attributes)
    # An error's text may quote personal data: of it, the span names the kind.
    with trace.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield
        except Exception as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(trace.Status(trace.StatusCode.ERROR, type(error).__name__))
            raise
