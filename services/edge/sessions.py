"""Connections taken from a pool for good, for a statement that is made all the time.

To take one from the pool and give it back each time would cost as much as the statement itself.
"""

from typing import Any

from shared.database import Pool


class Sessions:
    """As many connections as there are statements at a time."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._idle: list[Any] = []

    async def fetch(self, statement: str, *arguments: Any) -> list[Any]:
        """The rows of a statement. Raises what the database raises; then the pool has the connection back."""
        connection = await self._taken()
        try:
            rows: list[Any] = await connection.fetch(statement, *arguments)
        except BaseException:
            await self._pool.release(connection)
            raise
        self._idle.append(connection)
        return rows

    async def _taken(self) -> Any:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
            await self._pool.release(connection)
        return await self._pool.acquire()
