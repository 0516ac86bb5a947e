"""The command side of the registry of consumers: its decider, and the tables that API processes read."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any
from uuid import UUID

from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.edge import ConsumerChangeProposed, ConsumerInstalled
from contracts.queries.consumers import (
    ConsumerLine,
    Consumers,
    ConsumerStanding,
    KeyLine,
    ListConsumers,
    ProposalLine,
)
from services.edge.registry.domain.consumers import SCOPES
from services.edge.registry.domain.decider import NoFacts, decider
from services.edge.registry.domain.registration import Registered, evolve
from services.edge.registry.tables import write_registrations
from shared.clock import Clock
from shared.database import Connection
from shared.eventstore.application import Application
from shared.eventstore.store import EventStore

SERVICE = "edge"

_STREAMS = "SELECT DISTINCT stream FROM event WHERE type = ANY($1::text[])"


def application(clock: Clock) -> "Application[Registered, NoFacts]":
    """The command side of the registry."""
    return Application(SERVICE, decider(), RegistryTables(), clock)


class RegistryTables:
    """The rows of registrations, written from their events in the same transaction."""

    async def facts(self, _: Connection, commands: Sequence[CommandEnvelope[Any]]) -> dict[UUID, NoFacts]:
        """None: a registration is decided by its own stream."""
        return {command.id: NoFacts() for command in commands}

    async def record(
        self, connection: Connection, _: Sequence[EventEnvelope[Any]], states: Mapping[UUID, Registered]
    ) -> None:
        """Write the registrations after these events, in one order for all transactions."""
        await write_registrations(connection, [states[stream] for stream in sorted(states)])


async def registrations(connection: Connection) -> list[Registered]:
    """Every registration as it stands, those only proposed included, by consumer."""
    begun = [ConsumerChangeProposed.type, ConsumerInstalled.type]
    streams = [row["stream"] for row in await connection.fetch(_STREAMS, begun)]
    histories = await EventStore(SERVICE).load_many(connection, streams)
    return sorted(map(_registered, histories.values()), key=lambda registered: registered.consumer)


def _registered(history: Sequence[EventEnvelope[Any]]) -> Registered:
    return reduce(evolve, history, Registered())


async def listed(connection: Connection, asked: ListConsumers) -> Consumers:
    """The registrations, or that of one consumer."""
    found = [each for each in await registrations(connection) if asked.consumer in (None, each.consumer)]
    return Consumers(consumers=tuple(map(_line, found)), scopes=SCOPES)


def _line(registered: Registered) -> ConsumerLine:
    keys = [(held.key, held.revoked_at) for held in registered.keys.values()]
    return ConsumerLine(
        consumer=registered.consumer,
        standing=ConsumerStanding(registered.status or ConsumerStanding.PROPOSED),
        terms=registered.terms,
        keys=tuple(
            KeyLine(id=key.id, kind=key.kind, valid_from=key.valid_from, valid_to=key.valid_to, revoked_at=revoked_at)
            for key, revoked_at in keys
        ),
        proposals=tuple(
            ProposalLine(id=id_, change=each.change, by=each.by, reason=each.reason, at=each.at)
            for id_, each in registered.open.items()
        ),
    )
