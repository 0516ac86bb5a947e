"""Events for tests that need no broker."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.events.deadlines import LimitApproaching, LimitRef
from contracts.identifiers import new_id
from shared.messaging.deliveries import Delivery, ReceivedEvent

SOURCE = "/lea/deadlines"
DATA = LimitApproaching(
    ref=LimitRef(occurrence=new_id(), limit="voluntary-execution", article="Art. 357(1)", rule_set="epc-2021"),
    due=date(2026, 12, 1),
)


def event(stream: UUID, version: int, **changes: Any) -> EventEnvelope[LimitApproaching]:
    made: dict[str, Any] = {
        "id": new_id(),
        "source": SOURCE,
        "type": DATA.type,
        "stream": stream,
        "version": version,
        "effective_date": date(2026, 11, 20),
        "recorded_at": datetime.now(UTC),
        "actor": "policy:test",
        "correlation_id": new_id(),
        "causation_id": new_id(),
        "data": DATA,
    }
    return EventEnvelope[LimitApproaching](**{**made, **changes})


def received(stream: UUID, version: int, **changes: Any) -> ReceivedEvent:
    return ReceivedEvent(event(stream, version, **changes), Delivery({}, b""))
