"""The process `backup` of a stack: makes the backups that are due, measures backups and archive, and keeps outside the
cluster who has access.

`python -m infra.backup`, configured by `LEA_…`. It runs pgBackRest as PostgreSQL's user.
"""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from infra.backup.access import ACCESS_FILE, AccessFile
from infra.backup.access_keeper import AccessKeeper
from infra.backup.measured import FAILED, SECONDS, archive_of, publish
from infra.backup.repository import Repository, repository_of
from infra.backup.schedule import due
from infra.backup.settings import BackupSettings
from infra.stack.errors import StackError
from shared.clock import Clock, SystemClock
from shared.database import Pool
from shared.failures import DATABASE_ERRORS
from shared.service import ServiceComponent, run_service
from shared.settings import Settings
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)

_PORT = 5432
"""PostgreSQL's port in containers."""
_AFTER_FAILURE = 300.0
"""Seconds before a backup that failed is tried again."""


class BackupProcessSettings(Settings):
    """Settings of the process `backup`, besides those of every service and of backups."""

    service: str = "backup"
    home: Path
    """Data folder of the stack."""
    pool_size: int = 1


class Backups:
    """Makes backups when they are due, and measures."""

    def __init__(
        self, settings: BackupSettings, repository: Repository, pool: Pool, password: str, clock: Clock
    ) -> None:
        self._settings = settings
        self._repository = repository
        self._pool = pool
        self._password = password
        self._clock = clock
        self._retry_at = 0.0

    async def run(self) -> None:
        """Work until cancelled; survives an unreachable database or repository."""
        while True:
            try:
                await self.step()
            except DATABASE_ERRORS as error:
                _log.warning("archive not measured", reason=type(error).__name__)
            except StackError as failure:
                FAILED.inc()
                self._retry_at = time.monotonic() + _AFTER_FAILURE
                _log.error("backup failed", reason=str(failure))
            await asyncio.sleep(self._settings.interval)

    async def step(self) -> None:
        """Measure, and make the backup that is due."""
        archive = await archive_of(self._pool)
        backups = await asyncio.to_thread(self._repository.backups)
        publish(backups, await asyncio.to_thread(self._repository.size))
        kind = due(backups, archive.timeline, self._clock.now(), self._settings)
        if kind is None or time.monotonic() < self._retry_at:
            return
        began = time.monotonic()
        await asyncio.to_thread(self._repository.back_up, kind, self._password)
        SECONDS.set(time.monotonic() - began)
        _log.info("backup made", kind=kind, seconds=round(time.monotonic() - began, 1))
        publish(await asyncio.to_thread(self._repository.backups), await asyncio.to_thread(self._repository.size))


def main() -> None:
    """Run until stopped by a signal."""
    own, settings = BackupProcessSettings(), BackupSettings()
    repository = repository_of(own.home, settings)
    password = unquote(urlsplit(own.database_url).password or "")

    if settings.passphrase is not None:
        # In a container: nobody else has set the repository up.
        repository.configure(settings, settings.passphrase.get_secret_value(), _PORT)
        repository.create(password)

    async def compose(pool: Pool) -> Sequence[ServiceComponent]:
        file = AccessFile(repository.folder / ACCESS_FILE)
        return [
            Backups(settings, repository, pool, password, SystemClock()),
            AccessKeeper(own.database_url, file, settings.access_interval, SystemClock()),
        ]

    run_service(own, compose)


if __name__ == "__main__":
    main()
