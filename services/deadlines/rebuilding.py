"""Watched streams read anew from the stores of their sources, after events they were built from were lost there."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.identifiers import new_id
from services.deadlines.application import SERVICE
from services.deadlines.domain.commands import ReadAnew
from services.deadlines.domain.reading import Reading, after
from services.deadlines.domain.rules import Facts
from services.deadlines.domain.watch import Watch
from services.deadlines.policies import note_carriers
from services.deadlines.readings import keep
from shared.clock import Clock
from shared.database import Connection
from shared.envelopes import own_command
from shared.eventstore.application import Application
from shared.law.rule_sets import RuleSets

_FORGET = ("DELETE FROM observed_event WHERE stream = ANY($1)", "DELETE FROM watched_stream WHERE stream = ANY($1)")


async def read_anew(
    connection: Connection,
    application: Application[Watch, Facts],
    rule_sets: RuleSets,
    clock: Clock,
    streams: Mapping[UUID, Sequence[EventEnvelope[Any]]],
    actor: str,
) -> None:
    """Let the streams read as these events, all there are, and publish what that changes of their limits.

    Limits of a stream that has no events any more are cancelled. In the caller's transaction, with the owner's rights.
    """
    for statement in _FORGET:
        await connection.execute(statement, list(streams))
    nothing = {stream: Reading() for stream in streams}
    now = dict(nothing)
    for events in streams.values():
        for event in events:
            now[event.stream] = after(now[event.stream], event, rule_sets)
    await keep(connection, nothing, now)
    await note_carriers(connection, [event for events in streams.values() for event in events], now)
    await application.handle(connection, [_command(stream, clock, actor) for stream in streams])


def _command(stream: UUID, clock: Clock, actor: str) -> CommandEnvelope[Any]:
    return own_command(ReadAnew(), id=new_id(), service=SERVICE, actor=actor, stream=stream, at=clock.now())
