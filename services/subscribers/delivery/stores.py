"""Connections to the event stores of the sources, opened when they are needed."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from shared.database import Connection, Pool, create_read_pool
from shared.failures import DATABASE_ERRORS

_CLOSE_TIMEOUT = 2.0
_CONNECTIONS = 1
"""Per source: each subscriber reads a page at a time, and sends it without the connection."""


class SourceUnavailable(Exception):
    """The event store of a source cannot be read now."""


class Stores:
    """Read-only pools of the event stores, by service."""

    def __init__(self, urls: Mapping[str, str], name: str, statement_timeout: float) -> None:
        """`name` is that of the sessions."""
        self._urls = urls
        self._name = name
        self._timeout = statement_timeout
        self._pools: dict[str, Pool] = {}
        self._opening = asyncio.Lock()

    @asynccontextmanager
    async def reading(self, source: str) -> AsyncIterator[Connection]:
        """A session with the store of a source. Raises SourceUnavailable."""
        try:
            pool = await self._pool(source)
            async with pool.acquire() as connection:
                yield connection
        except DATABASE_ERRORS as error:
            raise SourceUnavailable(type(error).__name__) from error

    async def _pool(self, source: str) -> Pool:
        if source not in self._urls:
            raise SourceUnavailable("no address of its event store (LEA_EVENT_STORE_URLS)")
        async with self._opening:
            if source not in self._pools:
                self._pools[source] = await create_read_pool(
                    self._urls[source], self._name, size=_CONNECTIONS, statement_timeout=self._timeout
                )
            return self._pools[source]

    async def close(self) -> None:
        """Close all of them."""
        for pool in self._pools.values():
            try:
                await asyncio.wait_for(pool.close(), _CLOSE_TIMEOUT)
            except TimeoutError:
                pool.terminate()
        self._pools.clear()


class OccasionalStores:
    """A session with one store at a time, opened for a page and closed after it: for what is seldom asked."""

    def __init__(self, urls: Mapping[str, str], name: str, statement_timeout: float) -> None:
        self._settings = (urls, name, statement_timeout)
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def reading(self, source: str) -> AsyncIterator[Connection]:
        """A session with the store of a source. Raises SourceUnavailable."""
        async with self._turn:
            stores = Stores(*self._settings)
            try:
                async with stores.reading(source) as connection:
                    yield connection
            finally:
                await stores.close()
