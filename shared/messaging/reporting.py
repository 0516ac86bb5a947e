"""Metrics and log lines about parked messages: ids that lead to them, nothing of their content."""

from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any
from uuid import UUID

from contracts.envelope import PREFIX, EventEnvelope
from shared.messaging.deliveries import UNAUTHENTICATED, Delivery
from shared.messaging.ordering import VersionConflict
from shared.telemetry import metrics
from shared.telemetry.context import trace_id_of
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)

LINES = 20
"""Lines about single messages of a batch; one more says how many there are."""

_LONGEST_ID = 45  # urn:uuid:…

CONFLICTING = "conflicting"
"""The cause that is counted for events that contradict another event."""


def event_fields(event: EventEnvelope[Any]) -> dict[str, str | int | None]:
    """Fields of a log line about an event."""
    return {
        "event_id": str(event.id),
        "event_type": event.type,
        "correlation_id": str(event.correlation_id),
        "trace_id": trace_id_of(event.traceparent),
        "source": event.source,
        "stream": str(event.stream),
        "version": event.version,
    }


def claimed_fields(headers: Mapping[str, Any]) -> dict[str, str | None]:
    """Fields of a log line about a message whose headers are not verified: the ids, if they are ids."""
    traceparent = headers.get("traceparent")
    return {
        "event_id": claimed_id(headers, "id"),
        "correlation_id": claimed_id(headers, "correlationid"),
        "trace_id": trace_id_of(traceparent) if isinstance(traceparent, str) else None,
    }


def claimed_id(headers: Mapping[str, Any], attribute: str) -> str | None:
    """The id a header claims, in its usual form; None if it is none."""
    text = headers.get(PREFIX + attribute)
    if not isinstance(text, str) or len(text) > _LONGEST_ID:
        return None
    try:
        return str(UUID(text))
    except ValueError:
        return None


def expect_alarms(consumer: str) -> None:
    """Start the counters at zero: Prometheus sees no increase in a series that starts at one."""
    for cause in (CONFLICTING, UNAUTHENTICATED):
        metrics.MESSAGES_PARKED.labels(consumer, cause)


def report_parked(consumer: str, cause: str, deliveries: Collection[Delivery]) -> None:
    """Count messages that were parked, and log which."""
    metrics.MESSAGES_PARKED.labels(consumer, cause).inc(len(deliveries))
    for delivery in islice(deliveries, LINES):
        _log.warning("message parked", consumer=consumer, cause=cause, **claimed_fields(delivery.headers))
    if deliveries:
        _log.warning("messages parked", consumer=consumer, cause=cause, messages=len(deliveries))


def report_conflicting(consumer: str, conflicts: Collection[VersionConflict]) -> None:
    """Raise the alarm about events that contradict others; they have been parked."""
    metrics.MESSAGES_PARKED.labels(consumer, CONFLICTING).inc(len(conflicts))
    for item, problem in islice(conflicts, LINES):
        _log.error("event conflicts with another", consumer=consumer, problem=problem, **event_fields(item.event))
    if len(conflicts) > LINES:
        _log.error("events conflict with others", consumer=consumer, messages=len(conflicts))
