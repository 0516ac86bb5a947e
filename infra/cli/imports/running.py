"""Runs an import: reads the files, and records many cases at a time."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import date

from infra.cli.imports.cases import Backlog
from infra.cli.imports.files import BacklogFile
from infra.cli.imports.recordings import Defaults
from infra.cli.imports.report import Report
from infra.cli.imports.rows import CaseKey
from infra.cli.imports.sending import Importer
from shared.clerk_client import ClerkClient

CASES_AT_A_TIME = 24
PATIENCE = 300.0
"""Seconds that the broker and the services may be away."""

Progress = Callable[[int], None]
"""Is called with the number of rows that are done since its last call."""


def gather(files: Iterable[BacklogFile], defaults: Defaults, report: Report, until: date | None = None) -> Backlog:
    """The rows of the files, of days up to `until`. A row that may belong to any case makes the run a dry one."""
    backlog = Backlog(defaults, until)
    for file in files:
        backlog.read(file, report.reject)
    report.rows, report.later = backlog.rows, backlog.later
    report.dry_run = report.dry_run or backlog.unassigned > 0
    return backlog


async def record(
    backlog: Backlog, client: ClerkClient, report: Report, progress: Progress, patience: float = PATIENCE
) -> None:
    """Record the cases of a backlog, or decide them in a dry run. Raises NoReply if nobody answers for too long."""
    importer = Importer(client, backlog, dry_run=report.dry_run, patience=patience)
    waiting = iter(backlog.cases.items())

    async def work() -> None:
        for key, rows in waiting:
            await one(key, rows)

    async def one(key: CaseKey, rows: int) -> None:
        report.take(await importer.record(key))
        progress(rows)

    async with asyncio.TaskGroup() as group:
        for _ in range(CASES_AT_A_TIME):
            group.create_task(work())
