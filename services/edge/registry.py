"""The registry of consumers in the edge's own database."""

from collections.abc import Mapping
from typing import Any

from services.edge.domain.consumers import Consumer
from shared.database import Connection, Pool

_ALL = "SELECT id, key_digest, scopes, legal_grounds, valid_from, valid_to, status FROM consumer ORDER BY id"
_ADD = """
    INSERT INTO consumer (id, key_digest, scopes, legal_grounds, valid_from, valid_to, status)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_SET_STATUS = "UPDATE consumer SET status = $2 WHERE id = $1 AND status <> 'revoked' RETURNING id"


async def consumers_in(database: Pool | Connection) -> dict[str, Consumer]:
    """All consumers by id."""
    return {row["id"]: _consumer(row) for row in await database.fetch(_ALL)}


async def add_consumer(connection: Connection, consumer: Consumer) -> None:
    """Register a consumer; needs the owner's role. Raises asyncpg.UniqueViolationError if it is registered."""
    await connection.execute(
        _ADD, consumer.id, consumer.key_digest, sorted(consumer.scopes), sorted(consumer.legal_grounds),
        consumer.valid_from, consumer.valid_to, consumer.status,
    )  # fmt: skip


async def set_status(connection: Connection, consumer: str, status: str) -> bool:
    """Set the status of a consumer; needs the owner's role. False if there is none, or it is revoked for good."""
    return await connection.fetchval(_SET_STATUS, consumer, status) is not None


def _consumer(row: Mapping[str, Any]) -> Consumer:
    return Consumer(
        id=row["id"],
        key_digest=row["key_digest"],
        scopes=frozenset(row["scopes"]),
        legal_grounds=frozenset(row["legal_grounds"]),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        status=row["status"],
    )
