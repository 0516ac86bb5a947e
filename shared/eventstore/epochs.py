"""Epochs of an event store: which history its events belong to (table `store_epoch`).

A store that is restored to an earlier moment gives the numbers of its streams again, to other events. PostgreSQL
itself shows every restore and every promotion of a standby: the timeline changes, or the cluster, or the database.
"""

from uuid import UUID

from shared.database import Connection

_IDENTITY = """
    SELECT format('%s/%s/%s', (SELECT system_identifier FROM pg_control_system()),
                  substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),
                  (SELECT oid FROM pg_database WHERE datname = current_database()))
"""
# The timeline of the last checkpoint (pg_control_checkpoint) is still the old one for a while after a promotion.
_LAST = "SELECT epoch, identity FROM store_epoch ORDER BY number DESC LIMIT 1"
_BEGIN = "INSERT INTO store_epoch (identity, actor, reason) VALUES ($1, $2, $3) RETURNING epoch"

_RELAY = "relay"


async def identity_of(connection: Connection) -> str:
    """System identifier of the cluster, timeline and oid of the database the connection is with."""
    identity: str = await connection.fetchval(_IDENTITY)
    return identity


async def latest_epoch(connection: Connection) -> UUID | None:
    """The epoch of the store; None if no relay has ever led over it."""
    epoch: UUID | None = await connection.fetchval(_LAST)
    return epoch


async def current_epoch(connection: Connection) -> UUID:
    """The epoch of the store; a new one if PostgreSQL shows another identity than the last one began with.

    For the leading relay: one session at a time.
    """
    identity, last = await identity_of(connection), await connection.fetchrow(_LAST)
    if last is not None and last["identity"] == identity:
        found: UUID = last["epoch"]
        return found
    reason = "first start" if last is None else f"restored or failed over: the identity was {last['identity']}"
    return await begin_epoch(connection, _RELAY, reason)


async def begin_epoch(connection: Connection, actor: str, reason: str) -> UUID:
    """A new epoch, whatever the identity shows."""
    epoch: UUID = await connection.fetchval(_BEGIN, await identity_of(connection), actor, reason)
    return epoch
