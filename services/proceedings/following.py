"""Commands of the service itself that follow from one it has handled."""

from typing import Any
from uuid import UUID

from contracts.envelope import CommandEnvelope
from contracts.identifiers import derived_id
from contracts.registry import Command


def command_after(
    of: CommandEnvelope[Any], data: Command, stream: UUID, *, source: str, actor: str, **more: Any
) -> CommandEnvelope[Any]:
    """A command that follows from another; the same cause gives the same command."""
    return CommandEnvelope[Any](
        id=derived_id(of.id, f"{stream} {data.model_dump_json()}"),
        source=source,
        type=data.type,
        stream=stream,
        actor=actor,
        correlation_id=of.correlation_id,
        causation_id=of.id,
        traceparent=of.traceparent,
        tracestate=of.tracestate,
        data=data,
        **{"effective_date": of.effective_date, "issued_at": of.issued_at, **more},
    )
