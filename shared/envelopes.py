"""Envelopes that a service makes: each names its cause, and stays in the correlation and the trace of its cause.

| function    | made from                   | id                       | correlation and trace | causation   |
|-------------|-----------------------------|--------------------------|-----------------------|-------------|
| event_of    | a command that was accepted | new                      | those of the command  | the command |
| reaction_to | an event, by a policy       | derived from the event's | those of the event    | the event   |
| own_command | a timer or the installation | given                    | a new one, no trace   | none        |
| own_event   | what the service observes   | given                    | a new one, no trace   | itself      |
"""

from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.identifiers import derived_id, new_id
from contracts.registry import Command, Event
from shared.clock import day_of
from shared.services import source_of
from shared.telemetry.context import Traced

E = TypeVar("E", bound=Event)


def event_of(
    command: CommandEnvelope[Any],
    data: Event,
    *,
    source: str,
    version: int,
    effective_date: date,
    recorded_at: datetime,
    traced: Traced,
    inputs: str | None,
) -> EventEnvelope[Any]:
    """An event that a command leads to; `traced` is the context of the decision, `inputs` what it was made with."""
    return EventEnvelope.trusted(
        id=new_id(),
        source=source,
        type=data.type,
        stream=command.stream,
        version=version,
        effective_date=effective_date,
        recorded_at=recorded_at,
        actor=command.actor,
        correlation_id=command.correlation_id,
        causation_id=command.id,
        traceparent=traced.traceparent,
        tracestate=traced.tracestate,
        recording=command.recording,
        inputs=inputs,
        data=data,
    )


def reaction_to(
    event: EventEnvelope[Any], data: Command, *, service: str, policy: str, stream: UUID, name: str | None = None
) -> CommandEnvelope[Any]:
    """The command by which a policy reacts to an event, on the same day.

    Its id follows from the event's under `name` (the policy's, if none is given): the same event gives it once.
    """
    return CommandEnvelope[Any](
        id=derived_id(event.id, name or policy),
        source=source_of(service),
        type=data.type,
        stream=stream,
        effective_date=event.effective_date,
        issued_at=event.recorded_at,
        actor=f"policy:{policy}",
        correlation_id=event.correlation_id,
        causation_id=event.id,
        traceparent=event.traceparent,
        tracestate=event.tracestate,
        data=data,
    )


def own_command(
    data: Command,
    *,
    id: UUID,  # noqa: A002 - as the field
    service: str,
    actor: str,
    stream: UUID,
    at: datetime,
) -> CommandEnvelope[Any]:
    """A command that nothing outside has caused, with effect on the day of `at`."""
    return CommandEnvelope[Any](
        id=id,
        source=source_of(service),
        type=data.type,
        stream=stream,
        effective_date=day_of(at),
        issued_at=at,
        actor=actor,
        correlation_id=id,
        data=data,
    )


def own_event(
    data: E,
    *,
    id: UUID,  # noqa: A002 - as the field
    source: str,
    actor: str,
    stream: UUID,
    version: int,
    at: datetime,
    correlation_id: UUID | None = None,
) -> EventEnvelope[E]:
    """An event that no command has caused, recorded at `at` with effect on that day."""
    return EventEnvelope.trusted(
        id=id,
        source=source,
        type=data.type,
        stream=stream,
        version=version,
        effective_date=day_of(at),
        recorded_at=at,
        actor=actor,
        correlation_id=correlation_id or id,
        causation_id=id,
        traceparent=None,
        tracestate=None,
        recording=None,
        inputs=None,
        data=data,
    )
