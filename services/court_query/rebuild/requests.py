"""Rebuilds that were asked for: recorded by the service or a job, carried out by a job, with their progress.

A job writes as the owner of the database. One that ended half-way leaves its rebuild open: the next job takes it up.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import asyncpg
from asyncpg import Record

from contracts.problems import Problem
from contracts.queries.read_model import RebuildLine, Rebuilds, RebuildState, RequestRebuild
from services.court_query.rebuild.process import AlreadyRunning, Progress, Rebuilt, Report, rebuild
from shared.database import Connection
from shared.decider import Rejection
from shared.telemetry.logs import get_logger

_REPORT_EVERY = 1.0  # seconds
_SHOWN = 20
_LONGEST_DETAIL = 1000

_log = get_logger(__name__)

_LIST = "SELECT * FROM rebuild ORDER BY id DESC LIMIT $1"
_ADD = """
INSERT INTO rebuild (actor, reason, comparing) VALUES ($1, $2, $3)
ON CONFLICT ((ended_at IS NULL)) WHERE ended_at IS NULL DO NOTHING RETURNING id
"""
_OPEN = "SELECT id, actor, reason, comparing FROM rebuild WHERE ended_at IS NULL"
_START = "UPDATE rebuild SET started_at = coalesce(started_at, now()) WHERE id = $1"
_REPORT = "UPDATE rebuild SET phase = $2, events = $3, total = $4, reported_at = now() WHERE id = $1"
_END = "UPDATE rebuild SET ended_at = now(), outcome = $2, detail = $3 WHERE id = $1"


@dataclass(frozen=True, slots=True)
class RebuildRequest:
    """A rebuild that is open."""

    id: int
    actor: str
    reason: str
    comparing: bool


async def listed(connection: Connection) -> Rebuilds:
    """The latest rebuilds."""
    return Rebuilds(rebuilds=tuple(map(_line, await connection.fetch(_LIST, _SHOWN))))


async def ask(connection: Connection, asked: RequestRebuild, actor: str) -> Rebuilds:
    """Record a rebuild that is to be carried out; the same twice is recorded once. Raises Rejection."""
    if await connection.fetchval(_ADD, actor, asked.reason, asked.comparing) is None:
        known = await open_request(connection)
        if known is not None and (known.actor, known.reason, known.comparing) != (actor, asked.reason, asked.comparing):
            raise Rejection(_under_way(known))
    return await listed(connection)


async def open_request(connection: Connection) -> RebuildRequest | None:
    """The rebuild that is asked for, or runs."""
    row = await connection.fetchrow(_OPEN)
    return RebuildRequest(**row) if row else None


async def begin(owner_url: str, actor: str, reason: str, *, comparing: bool) -> RebuildRequest:
    """The open rebuild; one for this actor where none is open."""
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.fetchval(_ADD, actor, reason, comparing)
        found = await open_request(connection)
    finally:
        await connection.close()
    if found is None:
        raise AlreadyRunning("another rebuild has just ended")
    return found


async def carry_out(
    request: RebuildRequest, owner_url: str, store_url: str, *, workers: int = 2, report: Report = lambda _: None
) -> Rebuilt:
    """Carry out a rebuild, and record its progress and end. Raises what `rebuild` raises."""
    latest: Progress | None = None

    def note(progress: Progress) -> None:
        nonlocal latest
        latest = progress
        report(progress)

    async def reporting() -> None:
        written: Progress | None = None
        while True:
            if latest is not None and latest != written:
                await connection.execute(_REPORT, request.id, *latest)
                written = latest
            await asyncio.sleep(_REPORT_EVERY)

    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute(_START, request.id)
        reports = asyncio.create_task(reporting())
        try:
            rebuilt = await rebuild(owner_url, store_url, workers=workers, comparing=request.comparing, report=note)
        finally:
            reports.cancel()
            with suppress(asyncio.CancelledError):
                await reports
        if latest is not None:
            await connection.execute(_REPORT, request.id, *latest)
        problem = rebuilt.comparison.problem if rebuilt.comparison else None
        outcome = RebuildState.DIFFERED if problem else RebuildState.DONE
        await connection.execute(_END, request.id, outcome, problem and problem[:_LONGEST_DETAIL])
    except AlreadyRunning:
        raise  # another job carries it out, and says how it ended
    except Exception as error:
        detail = f"{type(error).__name__}: {error}"[:_LONGEST_DETAIL]
        if not connection.is_closed():
            await connection.execute(_END, request.id, RebuildState.FAILED, detail)
        raise
    finally:
        await connection.close()
    return rebuilt


async def watch(owner_url: str, store_url: str, *, workers: int, interval: float) -> None:
    """Carry out what is asked for, until cancelled; survives the database being away and rebuilds that fail."""
    while True:
        try:
            await _carry_out_all(owner_url, store_url, workers, interval)
        except AlreadyRunning:
            _log.info("another job rebuilds the read model")
        except Exception as error:  # noqa: BLE001 - the next request is carried out
            _log.warning("read model was not rebuilt", reason=f"{type(error).__name__}: {error}")
        await asyncio.sleep(interval)


async def _carry_out_all(owner_url: str, store_url: str, workers: int, interval: float) -> None:
    """One connection for all looks: the database logs each that begins."""
    connection = await asyncpg.connect(owner_url)
    try:
        while True:
            if (request := await open_request(connection)) is not None:
                _log.info("read model is rebuilt", rebuild=request.id, actor=request.actor)
                await carry_out(request, owner_url, store_url, workers=workers)
                _log.info("read model was rebuilt", rebuild=request.id)
            await asyncio.sleep(interval)
    finally:
        await connection.close()


def _line(row: Record) -> RebuildLine:
    fields = {name: value for name, value in row.items() if name in RebuildLine.model_fields}
    state = row["outcome"] or (RebuildState.RUNNING if row["started_at"] else RebuildState.ASKED)
    return RebuildLine(**fields, state=RebuildState(state))


def _under_way(known: RebuildRequest) -> Problem:
    rule = "the read model is rebuilt once at a time"
    return Problem(code="rebuild-open", rule=rule, detail=f"{known.actor} has asked for a rebuild that has not ended")
