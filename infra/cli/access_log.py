"""`lea access-log`: export the edge's access log and its sealed heads, verify them offline, list accesses."""

import asyncio
import sys
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, BinaryIO, TypeVar
from uuid import UUID

import asyncpg
import typer
from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError
from rich.text import Text

from contracts.events.edge import CutChain
from contracts.values import ProceedingNumber
from infra.cli.common.output import AsJson, console, errors, print_json
from infra.cli.common.running_system import Name, addresses_of, service_url
from infra.cli.common.terminal import PlainTable
from infra.database.provisioning import DATABASES, role_of
from infra.stack.errors import StackError
from services.court_query.access_log_heads import kept_heads, kept_restores
from services.court_query.head_file import line_of
from services.edge.access_log.tables import Disclosure, disclosures_of, exported
from shared.access_log.verification import (
    FaultKind,
    Findings,
    KeptHead,
    LogFault,
    LostRecords,
    Restore,
    starts,
    verify,
)
from shared.clock import MINSK
from shared.database import Connection

app = typer.Typer(no_args_is_help=True, help="The access log: export, verify, and list accesses to a proceeding.")

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

    _write(service_url(addresses_of(name), "court_query"), lines, output)


@app.command(name="verify")
def verify_(
    log: Annotated[Path, typer.Argument(metavar="EXPORT", help="File written by `export`; - reads standard input.")],
    heads: Heads = None,
    since: Behind = None,
    as_json: AsJson = False,
) -> None:
    """Verify an export offline. Exit code 1 if a record was altered, removed, added or moved.

    Write the heads before the export: with newer heads the log looks truncated. Without heads, truncation and a
    complete rewrite cannot be detected. With --since, records up to the last heads before that day are not verified.
    """
    begun = _starts(heads, since)
    with _opened(log) as lines:
        findings = verify(lines, _read_heads(heads) if heads else (), begun, _read_restores(heads) if heads else ())
    _show(findings, heads is not None, as_json)
    if findings.faults:
        raise typer.Exit(1)


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


def _show(findings: Findings, with_heads: bool, as_json: bool) -> None:
    faults = [_as_data(fault) for fault in findings.faults]
    if as_json:
        counts = {"records": findings.records, "chains": findings.chains, "sealed": findings.sealed}
        lost = [_lost_as_data(each) for each in findings.lost]
        print_json({**counts, "taken": findings.taken, "faults": faults, "lost": lost, "verified": not faults})
        return
    for each in findings.lost:
        restore = each.restore
        console.print(
            f"lost by a restore: chain {each.chain}, records {each.first} to {each.last}. Restored to"
            f" {_utc(restore.moment)} at {_utc(restore.restored_at)} by {restore.actor}: {restore.reason}"
        )
    for fault in findings.faults:
        place = f"chain {fault.chain}, record {fault.sequence}" if fault.chain else "no chain"
        where = f", line {fault.line}" if fault.line else ""
        console.print(Text(fault.kind, "red") + Text(f": {place}{where}. {_MEANING[fault.kind]}{_moments(fault)}"))
    verdict = Text(f"{len(faults)} faults", "red") if faults else Text("no faults", "green")
    console.print(Text(f"{findings.records} records in {findings.chains} chains: ") + verdict + Text("."))
    if with_heads:
        console.print(f"{findings.sealed} of them are confirmed by heads stored elsewhere.")
    else:
        errors.print("Without --heads, truncation and a complete rewrite of the log cannot be detected.")
    if findings.taken:
        console.print(f"{findings.taken} earlier records were not verified.")


_MEANING = {
    FaultKind.UNREADABLE: "Not a record in canonical form.",
    FaultKind.ALTERED: "The content does not match its hash.",
    FaultKind.REMOVED: "Records before it are missing.",
    FaultKind.INSERTED: "Two records have this place in the chain.",
    FaultKind.REORDERED: "It comes after later records.",
    FaultKind.DETACHED: "It does not continue the previous record.",
    FaultKind.TRUNCATED: "The chain had at least this length.",
    FaultKind.MISSING: "The chain is missing.",
    FaultKind.REWRITTEN: "It differs from the sealed record.",
    FaultKind.CONTRADICTED: "Two different records were sealed at this place.",
    FaultKind.UNSEALED: "It is old and was never sealed: it may have been added later.",
    FaultKind.SEALED_LATE: "It was sealed long after its time stamp: it may have been added later.",
    FaultKind.SEALED_EARLY: "It was sealed before its time stamp.",
}


def _as_data(fault: LogFault) -> dict[str, Any]:
    moments = {"made_at": fault.made_at, "sealed_at": fault.sealed_at}
    return {**fault._asdict(), **{name: moment and moment.isoformat() for name, moment in moments.items()}}


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _lost_as_data(lost: LostRecords) -> dict[str, Any]:
    restore = lost.restore
    moments = {"moment": restore.moment.isoformat(), "restored_at": restore.restored_at.isoformat()}
    where = {"chain": lost.chain, "first": lost.first, "last": lost.last}
    return {**where, **moments, "actor": restore.actor, "reason": restore.reason}


def _moments(fault: LogFault) -> str:
    """Time stamp of the record, time of sealing, and whether other heads were sealed in between."""
    if fault.made_at is None or fault.sealed_at is None:
        return ""
    made, sealed = (f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" for moment in (fault.made_at, fault.sealed_at))
    moments = f" Time stamp {made}, sealed {sealed}"
    if fault.sealed_meanwhile is None:
        return f"{moments}."
    if fault.sealed_meanwhile:
        return f"{moments}; {fault.sealed_meanwhile} heads were sealed in between: the worker was running."
    return f"{moments}; no head was sealed in between: the worker may have been down."


def _begin(day: datetime | None) -> datetime | None:
    return day and day.replace(tzinfo=MINSK)


def _starts(heads: Path | None, since: datetime | None) -> Mapping[str, KeptHead] | None:
    """The heads after which verification starts; None: at the beginning."""
    begin = _begin(since)
    if begin is None:
        return None
    if heads is None:
        raise StackError("--since needs stored heads: name their file with --heads.")
    return starts(_read_heads(heads), begin)


def _read_heads(path: Path) -> Iterator[KeptHead]:
    with _opened(path) as lines:
        for number, line in enumerate(lines, start=1):
            try:
                kept = _LINE.validate_json(line)
            except ValidationError:
                raise StackError(f"{path}: line {number} is not a chain head.") from None
            if isinstance(kept, AccessLogHead):
                yield _kept(kept)


def _read_restores(path: Path) -> Iterator[Restore]:
    """The restores in the same file; a line may come twice."""
    with _opened(path) as lines:
        kept = [_LINE.validate_json(line) for line in lines if b'"restored_at"' in line]
    for restore in {each.id: each for each in kept if isinstance(each, AccessLogRestore)}.values():
        chains = {str(cut.chain): (cut.kept, cut.known) for cut in restore.chains}
        yield Restore(restore.restored_at, restore.moment, restore.actor, restore.reason, chains)


class AccessLogHead(BaseModel):
    """A line of the file written by `heads`."""

    chain: UUID
    sequence: Annotated[int, Field(ge=1)]
    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    at: AwareDatetime
    sealed_at: AwareDatetime | None = None


class AccessLogRestore(BaseModel):
    """A line of the same file: a restore."""

    id: UUID
    restored_at: AwareDatetime
    moment: AwareDatetime
    actor: str
    reason: str
    chains: list[CutChain]


_LINE: TypeAdapter[AccessLogHead | AccessLogRestore] = TypeAdapter(AccessLogHead | AccessLogRestore)


def _kept(head: AccessLogHead) -> KeptHead:
    return KeptHead(str(head.chain), head.sequence, head.hash, head.at, head.sealed_at)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise StackError(f"{path} cannot be read: {error.strerror}.") from None
    with file:
        yield file


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
