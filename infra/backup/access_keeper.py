"""Keeps outside the cluster who has access, so that a restore does not bring back what was taken away."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

import asyncpg

from infra.backup.access import SERVICES, AccessFile, standing_in
from infra.backup.measured import ACCESS_KEPT
from infra.database.databases import DATABASES
from shared.clock import Clock
from shared.database import Connection
from shared.failures import DATABASE_ERRORS
from shared.telemetry.logs import get_logger

_TIMEOUT = 10.0

_log = get_logger(__name__)


class AccessKeeper:
    """Compares the databases with the file from time to time; a part of the process `backup`."""

    def __init__(self, server_url: str, file: AccessFile, interval: float, clock: Clock) -> None:
        """`server_url` is the superuser's address of any database of the cluster."""
        self._server = urlsplit(server_url)
        self._file = file
        self._interval = interval
        self._clock = clock
        self._connections: dict[str, Connection] = {}

    async def run(self) -> None:
        """Work until cancelled; survives an unreachable database or folder."""
        try:
            while True:
                try:
                    await self.step()
                except (*DATABASE_ERRORS, OSError) as error:
                    await self.close()
                    _log.error("who has access not kept", reason=type(error).__name__)
                await asyncio.sleep(self._interval)
        finally:
            await self.close()

    async def step(self) -> int:
        """Add to the file what has changed; returns how much."""
        changes = 0
        for kind, service in SERVICES.items():
            standing = await standing_in(await self._connection(service), kind)
            if standing is not None:
                changes += await asyncio.to_thread(self._file.keep, kind, standing, self._clock.now())
        ACCESS_KEPT.set(self._clock.now().timestamp())
        return changes

    async def close(self) -> None:
        """End the sessions with the databases."""
        for connection in self._connections.values():
            with suppress(*DATABASE_ERRORS, OSError):
                await connection.close(timeout=1)
        self._connections.clear()

    async def _connection(self, service: str) -> Connection:
        if service not in self._connections:
            url = self._server._replace(path=f"/{DATABASES[service].name}").geturl()
            self._connections[service] = await asyncpg.connect(
                url, timeout=_TIMEOUT, command_timeout=_TIMEOUT, server_settings={"application_name": "lea-access"}
            )
        return self._connections[service]
