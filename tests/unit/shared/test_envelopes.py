"""Envelopes that services make name their cause, and stay in its correlation and trace."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from contracts.commands.deadlines import AnnounceDueLimits
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.edge import AccessLogSealed
from contracts.identifiers import derived_id
from contracts.recording import Paper, Recording
from shared.envelopes import event_of, own_command, own_event, reaction_to
from shared.telemetry.context import Traced

AT = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)  # 2 March in Minsk
STREAM, OTHER, ID = UUID(int=1), UUID(int=2), UUID(int=3)
TRACE = f"00-{1:032x}-{2:016x}-01"
ANNOUNCE = AnnounceDueLimits(as_of=date(2026, 3, 2))
RECORDING = Recording(
    paper=Paper(kind="resolution", dated=date(2026, 3, 1), author="court executor 0101-017"), reason="power cut"
)
SEALED = AccessLogSealed(sequence=1, hash="00" * 32, at=AT)


def test_own_messages_start_a_correlation() -> None:
    command = own_command(ANNOUNCE, id=ID, service="deadlines", actor="timer:deadlines", stream=STREAM, at=AT)
    assert (command.source, command.type, command.effective_date) == ("/lea/deadlines", ANNOUNCE.type, date(2026, 3, 2))
    assert (command.correlation_id, command.causation_id, command.traceparent) == (ID, None, None)
    event = _sealed()
    assert (event.correlation_id, event.causation_id, event.traceparent) == (ID, ID, None)
    assert event.effective_date == date(2026, 3, 2)
    assert _is_valid(event)


def test_a_reaction_follows_from_its_event() -> None:
    event = _sealed().model_copy(update={"correlation_id": OTHER, "traceparent": TRACE, "tracestate": "a=b"})
    command = reaction_to(event, ANNOUNCE, service="deadlines", policy="example", stream=OTHER)
    assert command.id == derived_id(event.id, "example")
    assert (command.causation_id, command.correlation_id) == (event.id, OTHER)
    assert (command.traceparent, command.tracestate) == (TRACE, "a=b")
    assert (command.effective_date, command.issued_at) == (event.effective_date, event.recorded_at)
    assert (command.actor, command.stream) == ("policy:example", OTHER)
    named = reaction_to(event, ANNOUNCE, service="deadlines", policy="example", stream=OTHER, name="observed")
    assert named.id == derived_id(event.id, "observed")


def test_an_event_follows_from_its_command() -> None:
    command = own_command(ANNOUNCE, id=ID, service="deadlines", actor="timer:deadlines", stream=STREAM, at=AT)
    command = command.model_copy(update={"recording": RECORDING})
    event = event_of(
        command,
        SEALED,
        source="/lea/edge",
        version=7,
        effective_date=date(2026, 3, 1),
        recorded_at=AT,
        traced=Traced(TRACE, None),
        inputs="engine-1",
    )
    assert (event.recording, event.inputs) == (RECORDING, "engine-1")
    assert (event.causation_id, event.correlation_id) == (command.id, command.correlation_id)
    assert (event.stream, event.version, event.actor, event.traceparent) == (STREAM, 7, command.actor, TRACE)
    assert _is_valid(event)


def _sealed() -> EventEnvelope[Any]:
    return own_event(SEALED, id=ID, source="/lea/edge", actor="policy:example", stream=STREAM, version=1, at=AT)


def _is_valid(envelope: EventEnvelope[Any] | CommandEnvelope[Any]) -> bool:
    return type(envelope).model_validate(dict(envelope)) == envelope
