"""The command side of the registry of subscribers: its decider, and the rows that delivery reads."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any
from uuid import UUID

from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.subscribers import SubscriberChangeProposed, SubscriberStanding
from services.subscribers.domain.decider import NoFacts, decider
from services.subscribers.domain.registration import Subscriber, evolve
from shared.clock import Clock
from shared.database import Connection
from shared.eventstore.application import Application
from shared.eventstore.store import EventStore

SERVICE = "subscribers"

_STREAMS = "SELECT DISTINCT stream FROM event WHERE type = $1"
_WRITE = """
    INSERT INTO subscriber (name, standing, types, fields, password_hash, since, generation)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (name) DO UPDATE SET
        standing = excluded.standing, types = excluded.types, fields = excluded.fields,
        password_hash = excluded.password_hash, since = excluded.since, generation = excluded.generation
"""


def application(clock: Clock) -> Application[Subscriber, NoFacts]:
    """The command side of the registry."""
    return Application(SERVICE, decider(), RegistryTables(), clock)


class RegistryTables:
    """The rows of subscribers, written from their events in the same transaction."""

    async def facts(self, _: Connection, commands: Sequence[CommandEnvelope[Any]]) -> dict[UUID, NoFacts]:
        """None: a subscriber is decided by its own stream."""
        return {command.id: NoFacts() for command in commands}

    async def record(
        self, connection: Connection, _: Sequence[EventEnvelope[Any]], states: Mapping[UUID, Subscriber]
    ) -> None:
        """Write the subscribers after these events, in one order for all transactions."""
        for stream in sorted(states):
            await _write(connection, states[stream])


async def _write(connection: Connection, state: Subscriber) -> None:
    if state.terms is None or state.standing is SubscriberStanding.PROPOSED:
        return
    await connection.execute(
        _WRITE, state.name, state.standing.value, sorted(state.terms.types), sorted(state.terms.fields),
        state.password_hash, state.since, state.generation,
    )  # fmt: skip


async def subscribers(connection: Connection) -> list[Subscriber]:
    """Every subscriber as it stands, those only proposed included, by name."""
    streams = [row["stream"] for row in await connection.fetch(_STREAMS, SubscriberChangeProposed.type)]
    histories = await EventStore(SERVICE).load_many(connection, streams)
    return sorted((reduce(evolve, each, Subscriber()) for each in histories.values()), key=lambda state: state.name)
