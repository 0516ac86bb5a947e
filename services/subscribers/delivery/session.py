"""The session of the leading process: all cursors are moved over it, so that a former leader moves none."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.database import Connection


class LeaderSession:
    """One connection for the tasks of all subscribers, used by one at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Connection]:
        """The connection, for some statements."""
        async with self._turn:
            yield self._connection
