"""Which of several processes does what only one may do: the one whose session holds an advisory lock."""

import asyncio

from shared.database import Connection

_STANDBY = 0.5
_LEAD = "SELECT pg_try_advisory_lock($1, $2)"

Lock = tuple[int, int]
"""Advisory locks are per database, and end with the session."""


async def stand_by(connection: Connection, lock: Lock) -> None:
    """Wait until this session leads.

    Polled rather than waited for: a waiting statement would hold a snapshot open.
    """
    while not await connection.fetchval(_LEAD, *lock):  # noqa: ASYNC110 - another process holds the lock
        await asyncio.sleep(_STANDBY)
