"""Log lines about messages lead to them by ids, are few, and quote no content."""

from typing import Any

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from contracts.identifiers import new_id
from shared.messaging.deliveries import Delivery
from shared.messaging.ordering import APPLIED, VersionConflict
from shared.messaging.reporting import LINES, claimed_fields, report_conflicting, report_parked
from tests.unit.shared.messaging.events import received

TRACE = "0af7651916cd43dd8448eb211c80319c"
TRACEPARENT = f"00-{TRACE}-b7ad6b7169203331-00"
ID = "01890a5d-ac96-774b-bcce-b302099a8057"


@pytest.mark.parametrize(
    ("headers", "event_id", "trace_id"),
    [
        ({"cloudEvents:id": ID, "traceparent": TRACEPARENT}, ID, TRACE),
        ({"cloudEvents:id": ID.upper(), "traceparent": "00-0"}, ID, None),
        ({"cloudEvents:id": "Ivan Ivanov", "traceparent": "Ivan Ivanov"}, None, None),
        ({"cloudEvents:id": f"{ID}\n", "traceparent": f"{TRACEPARENT}\n"}, None, None),
        ({"cloudEvents:id": "1" * 100_000, "traceparent": "0" * 100_000}, None, None),
        ({"cloudEvents:id": bytearray(b"\xff"), "traceparent": {"a": [1]}}, None, None),
        ({}, None, None),
    ],
)
def test_only_ids_of_unverified_headers_are_logged(
    headers: dict[str, Any], event_id: str | None, trace_id: str | None
) -> None:
    assert claimed_fields(headers) == {"event_id": event_id, "correlation_id": None, "trace_id": trace_id}


def test_a_batch_of_parked_messages_takes_a_bounded_number_of_lines() -> None:
    with capture_logs() as lines:
        report_parked("lines", "unreadable", [Delivery({"cloudEvents:id": ID}, b"")] * (LINES + 5))
    *single, total = lines
    assert {line["event_id"] for line in single} == {ID}
    assert len(single) == LINES
    assert total["messages"] == LINES + 5
    assert _parked("lines", "unreadable") == LINES + 5


def test_a_conflict_is_logged_as_an_error_with_all_ids() -> None:
    item, stream = received(new_id(), 3, traceparent=TRACEPARENT), new_id()
    with capture_logs() as lines:
        report_conflicting("alarm", [VersionConflict(item, APPLIED)])
        report_conflicting("alarm", [VersionConflict(received(stream, 1), APPLIED)] * (LINES + 5))
    line = lines[0]
    assert line == {
        "event": "event conflicts with another",
        "log_level": "error",
        "problem": APPLIED,
        "consumer": "alarm",
        "event_id": str(item.event.id),
        "event_type": item.event.type,
        "correlation_id": str(item.event.correlation_id),
        "trace_id": TRACE,
        "source": item.event.source,
        "stream": str(item.event.stream),
        "version": 3,
    }
    assert len(lines) == 1 + LINES + 1
    assert _parked("alarm", "conflicting") == LINES + 6


def _parked(consumer: str, cause: str) -> float | None:
    return REGISTRY.get_sample_value("lea_messages_parked_total", {"consumer": consumer, "cause": cause})
