"""`lea access-log`: export the edge's access log and its sealed heads, verify them offline, list accesses."""

import asyncio
import sys
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import UUID

import asyncpg
import typer
from pydantic import TypeAdapter, ValidationError

from contracts.values import ProceedingNumber
from infra.cli.access_log_archive import archive, partitions
from infra.cli.access_log_findings import show
from infra.cli.access_log_heads import archived_head, opened, read_heads, read_others
from infra.cli.common.output import AsJson, console, errors, print_json
from infra.cli.common.running_system import Name, addresses_of, service_url
from infra.cli.common.terminal import PlainTable
from infra.database.provisioning import DATABASES, role_of
from infra.stack.errors import StackError
from services.court_query.access_log_heads import kept_archives, kept_heads, kept_restores
from services.court_query.head_file import line_of
from services.edge.access_log.tables import Disclosure, disclosures_of, exported
from shared.access_log.archive_file import ArchiveUnfit, Contents, chains_in, contents_of, is_archive, records_in
from shared.access_log.verification import (
    KeptHead,
    Verification,
    starts,
)
from shared.clock import MINSK
from shared.database import Connection

app = typer.Typer(
    no_args_is_help=True, help="The access log: export, verify, archive, and list accesses to a proceeding."
)
app.command()(archive)
app.command()(partitions)

Output = Annotated[Path | None, typer.Option("--output", "-o", help="Output file; default: standard output.")]
_DAY = ["%Y-%m-%d"]
Heads = Annotated[
    Path | None, typer.Option("--heads", help="File written by `heads`, or the file outside the database.")
]
Behind = Annotated[
    datetime | None,
    typer.Option("--since", formats=_DAY, help="Only records after the last heads sealed before this day (Minsk)."),
]
Since = Annotated[datetime | None, typer.Option(formats=_DAY, help="From this day on (Minsk).")]
Until = Annotated[datetime | None, typer.Option(formats=_DAY, help="To the end of this day (Minsk).")]
T = TypeVar("T")

_NUMBER: TypeAdapter[str] = TypeAdapter(ProceedingNumber)


@app.command()
def export(output: Output = None, heads: Heads = None, since: Behind = None, name: Name = "default") -> None:
    """Write every record as JSON Lines in canonical form, with the hashes of its chain."""
    begun = _starts(heads, since)
    behind = None if begun is None else {UUID(chain): head.sequence for chain, head in begun.items()}

    async def lines(connection: Connection) -> AsyncIterator[bytes]:
        async for link in exported(connection, behind):
            yield link.line()

    _write(_worker_url(name), lines, output)


@app.command()
def heads(output: Output = None, since: Behind = None, name: Name = "default") -> None:
    """Write the chain heads stored outside the edge, as JSON Lines. Run it before the export."""

    async def lines(connection: Connection) -> AsyncIterator[bytes]:
        async for head in kept_heads(connection, _begin(since)):
            yield line_of(head).rstrip()
        for restore in await kept_restores(connection):
            yield line_of(restore).rstrip()
        for each in await kept_archives(connection, _begin(since)):
            yield line_of(each).rstrip()

    _write(service_url(addresses_of(name), "court_query"), lines, output)


@app.command(name="verify")
def verify_(
    logs: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Files written by `export` or `archive`; - reads an export."),
    ],
    heads: Heads = None,
    since: Behind = None,
    as_json: AsJson = False,
) -> None:
    """Verify exports and archives offline. Exit code 1 if a record was altered, removed, added or moved.

    Write the heads before the export: with newer heads the log looks truncated. Without heads, truncation and a
    complete rewrite cannot be detected. With --since, records up to the last heads before that day are not verified.

    Archives alone are verified against the heads in them, or those of --heads, and of the rest of the log nothing is
    expected. With an export they are a part of it; chains in archives that are not named are listed.
    """
    contents = {log: _contents(log) for log in logs if _archived(log)}
    alone = chains_in(contents.values()) if len(contents) == len(logs) else None
    begun = _starts(heads, since)
    if begun is not None and alone is not None:
        begun = {chain: head for chain, head in begun.items() if chain in alone}
    known = [head for head in read_heads(heads) if alone is None or head.chain in alone] if heads else []
    if alone is not None and heads is None:
        known = [archived_head(line) for each in contents.values() for line in each.heads]
    restores, archives = read_others(heads) if heads else ([], [])
    recorded = {archive.digest for archive in archives}
    for log, each in contents.items():
        if heads and each.digest not in recorded:
            errors.print(f"No archive like {log} is recorded among the heads: they are older, or it is another file.")
    verification = Verification(known, begun, restores, () if alone is not None else archives)
    try:
        for log in logs:
            if log in contents:
                verification.take(records_in(log))
                continue
            with opened(log) as lines:
                verification.take(lines)
    except ArchiveUnfit as error:
        raise StackError(f"{log}: {error}.") from None
    findings = verification.conclude()
    show(findings, heads is not None, as_json)
    if findings.faults:
        raise typer.Exit(1)


def _archived(log: Path) -> bool:
    try:
        return str(log) != "-" and is_archive(log)
    except OSError as error:
        raise StackError(f"{log} cannot be read: {error.strerror}.") from None


def _contents(log: Path) -> Contents:
    try:
        return contents_of(log)
    except (ArchiveUnfit, OSError) as error:
        raise StackError(f"{log} is not an archive as it was written: {error}.") from None


@app.command()
def subject(
    number: Annotated[str, typer.Argument(help="Number of the enforcement proceeding.")],
    since: Since = None,
    until: Until = None,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """List who received an answer about a proceeding, when, and for what purpose."""
    try:
        _NUMBER.validate_python(number)
    except ValidationError as error:
        raise StackError(f"{number} is not the number of a proceeding: {error.errors()[0]['msg']}.") from None

    begin = _begin(since)
    end = until and until.replace(tzinfo=MINSK) + timedelta(days=1)

    async def looks(connection: Connection) -> list[Disclosure]:
        return [look async for look in disclosures_of(connection, number, begin, end)]

    found = asyncio.run(_connected(_worker_url(name), looks))
    if as_json:
        print_json([look._asdict() for look in found])
        return
    table = PlainTable(
        "at",
        "consumer",
        "key",
        "legal ground",
        "court case",
        "operation",
        "as of",
        "as known at",
        "request id",
        box=None,
    )
    for look in found:
        table.add_row(
            f"{look.at:%Y-%m-%d %H:%M:%S}",
            look.consumer,
            look.key or "",
            look.legal_ground,
            look.court_case,
            look.operation,
            str(look.as_of or ""),
            f"{look.as_known_at:%Y-%m-%d %H:%M:%S}" if look.as_known_at else "",
            str(look.request_id),
        )
    console.print(table if found else "No answer about it was sent.")


def _begin(day: datetime | None) -> datetime | None:
    return day and day.replace(tzinfo=MINSK)


def _starts(heads: Path | None, since: datetime | None) -> Mapping[str, KeptHead] | None:
    """The heads after which verification starts; None: at the beginning."""
    begin = _begin(since)
    if begin is None:
        return None
    if heads is None:
        raise StackError("--since needs stored heads: name their file with --heads.")
    return starts(read_heads(heads), begin)


def _write(url: str, lines: Callable[[Connection], AsyncIterable[bytes]], output: Path | None) -> None:
    file = output.open("wb") if output else sys.stdout.buffer

    async def write(connection: Connection) -> None:
        async for line in lines(connection):
            file.write(line + b"\n")

    try:
        asyncio.run(_connected(url, write))
        file.flush()
    finally:
        if output:
            file.close()


async def _connected(url: str, work: Callable[[Connection], Awaitable[T]]) -> T:
    try:
        connection = await asyncpg.connect(url, timeout=10)
    except OSError as error:
        raise StackError(f"The database does not answer: {error}") from None
    try:
        return await work(connection)
    finally:
        await connection.close()


def _worker_url(name: str) -> str:
    """The edge's database for its worker, which may read the log; the API processes may not."""
    return addresses_of(name).database(role_of("edge_worker"), DATABASES["edge"].name)
