"""Who stands in for an executor: the table `substitution` of a service, written from the events of `proceedings`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.substitutes import SubstituteAppointed, SubstitutionEnded
from shared.actors import Sender
from shared.database import Connection

StandsInFor = Mapping[UUID, frozenset[str]]
"""By command, the executors for whom its sender stands in on the day of the decision."""


async def note_substitutions(connection: Connection, events: Iterable[EventEnvelope[Any]]) -> None:
    """Write down what events say of substitutions."""
    for event in events:
        match event.data:
            case SubstituteAppointed(substitution=id_, body=body, executor=executor, substitute=substitute):
                days = event.data.since, event.data.until
                await connection.execute(_APPOINT, id_, body, executor, substitute, *days)
            case SubstitutionEnded(substitution=id_, until=until):
                await connection.execute(_END, id_, until)


async def stood_in_for(connection: Connection, actor: str, day: date) -> frozenset[str]:
    """The executors for whom a sender stands in on a day."""
    executor = Sender.named(actor).executor
    if executor is None:
        return frozenset()
    return frozenset(row["executor"] for row in await connection.fetch(_OF_SUBSTITUTES, [executor], day))


async def stand_ins(connection: Connection, commands: Sequence[CommandEnvelope[Any]], today: date) -> StandsInFor:
    """For whom the senders of commands stand in today."""
    senders = {command.id: Sender.named(command.actor).executor for command in commands}
    asked = sorted({executor for executor in senders.values() if executor})
    if not asked:
        return {}
    stands_in: dict[str, set[str]] = {}
    for row in await connection.fetch(_OF_SUBSTITUTES, asked, today):
        stands_in.setdefault(row["substitute"], set()).add(row["executor"])
    return {id_: frozenset(stands_in.get(executor or "", ())) for id_, executor in senders.items()}


_APPOINT = """
INSERT INTO substitution (id, body, executor, substitute, since, until) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO NOTHING
"""
_END = "UPDATE substitution SET until = $2 WHERE id = $1"
_OF_SUBSTITUTES = """
SELECT substitute, executor FROM substitution WHERE substitute = ANY($1::text[]) AND $2 BETWEEN since AND until
"""
