"""Consumers registered before registrations were events: each gets the events that describe it.

Until then it may ask, but no command finds it: it could not even be suspended. Revoked ones stay as they are.
"""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import asyncpg

from contracts.commands.edge import SuspendConsumer
from contracts.events.edge import ConsumerKey, Quota, Terms
from services.edge.registry.application import registrations
from services.edge.registry.domain.decider import InstallConsumer
from services.edge.registry.domain.registration import ConsumerStatus
from services.edge.registry.first_consumers import carry_out
from shared.commits import confirmed
from shared.database import Connection

_REASON = "suspended before registrations were events"
_CONSUMERS = "SELECT * FROM consumer WHERE status <> 'revoked' ORDER BY id FOR UPDATE"
_KEYS = "SELECT id, consumer, kind, material, valid_from, valid_to FROM consumer_key WHERE revoked_at IS NULL"


async def adopt(owner_url: str) -> list[str]:
    """Append the missing events as the owner of the edge's database; returns their consumers. Raises NotInstalled."""
    connection = await asyncpg.connect(owner_url)
    try:
        async with confirmed(connection):
            return await _adopted(connection)
    finally:
        await connection.close()


async def _adopted(connection: Connection) -> list[str]:
    known = {registered.consumer for registered in await registrations(connection) if registered.status}
    keys = defaultdict[str, list[Mapping[str, Any]]](list)
    for key in await connection.fetch(_KEYS):
        keys[key["consumer"]].append(key)
    missing = [row for row in await connection.fetch(_CONSUMERS) if row["id"] not in known]
    for row in missing:
        consumer = row["id"]
        installed = InstallConsumer(consumer=consumer, terms=_terms(row), keys=tuple(_keys(keys[consumer])))
        await carry_out(connection, consumer, installed)
        if row["status"] == ConsumerStatus.SUSPENDED:
            await carry_out(connection, consumer, SuspendConsumer(consumer=consumer, reason=_REASON))
    return [row["id"] for row in missing]


def _terms(row: Mapping[str, Any]) -> Terms:
    return Terms(
        scopes=tuple(row["scopes"]),
        legal_grounds=tuple(row["legal_grounds"]),
        quota=Quota(
            requests_per_second=row["requests_per_second"],
            burst=row["burst"],
            look_ups_per_day=row["look_ups_per_day"],
        ),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        certificates=tuple(digest.hex() for digest in row["certificates"]),
    )


def _keys(rows: Iterable[Mapping[str, Any]]) -> Iterable[ConsumerKey]:
    for row in rows:
        material = b64encode(row["material"]).decode()
        fields = {name: row[name] for name in ("id", "kind", "valid_from", "valid_to")}
        yield ConsumerKey.model_validate({**fields, "material": material})
