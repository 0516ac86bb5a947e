"""`lea access-log archive` and `partitions`: old partitions of the access log as files."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import asyncpg
import typer

from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name, addresses_of, owner_url, service_url
from infra.cli.common.terminal import PlainTable
from infra.stack.addresses import Addresses
from infra.stack.errors import StackError
from services.court_query.access_log_heads import heads_at
from services.court_query.head_file import line_of
from services.edge.access_log.archiving import (
    KEPT_AT_LEAST,
    ArchiveRefused,
    Partition,
    ends_of,
    partition_of,
    partitions_in,
    take_out,
    write,
)
from shared.access_log.archive_file import Contents
from shared.access_log.chain import ChainHead
from shared.access_log.verification import KeptHead
from shared.clock import MINSK, SystemClock
from shared.database import Connection


def archive(
    month: Annotated[str, typer.Argument(help="The month in which its chains began: 2026-11, or `earlier`.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write, which must not exist: *.jsonl.gz.")],
    actor: Annotated[
        str, typer.Option("--as", envvar="LEA_ACTOR", help="The acting person, for example operations:petrova.")
    ],
    reason: Annotated[str, typer.Option(help="The reason, which is recorded.")],
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Write an old partition to a file, verify that file, and drop the partition. Everything may run meanwhile.

    Keep the file: nothing else has these records any more. `verify` reads it, without the database.
    """
    addresses = addresses_of(name)
    if output.exists():
        raise StackError(f"{output} exists already.")
    if not output.parent.is_dir():
        raise StackError(f"{output.parent} is not a folder.")
    try:
        partition, contents = asyncio.run(_archived(addresses, month, output, actor, reason))
    except ArchiveRefused as error:
        raise StackError(str(error)) from None
    except OSError as error:
        raise StackError(f"{output} cannot be written, or a database does not answer: {error}") from None
    if as_json:
        counts = {"records": contents.records, "chains": len(contents.chains)}
        print_json({"partition": partition.month, **counts, "digest": contents.digest, "file": str(output)})
        return
    console.print(
        f"{contents.records} records in {len(contents.chains)} chains are in {output} and no longer in the database."
        f" SHA-256 of its lines: {contents.digest}."
    )


def partitions(name: Name = "default", as_json: AsJson = False) -> None:
    """List the partitions of the access log, their sizes, and from when on they can be archived."""
    found = asyncio.run(_sizes(owner_url(addresses_of(name), "edge")))
    if as_json:
        print_json([{"partition": each.month, "until": each.until, "bytes": size} for each, size in found])
        return
    table = PlainTable("partition", "until (Minsk)", "MB", "can be archived from", box=None)
    for each, size in found:
        until, due = (moment.astimezone(MINSK) for moment in (each.until, each.until + KEPT_AT_LEAST))
        table.add_row(each.month, f"{until:%Y-%m-%d}", f"{size / 1e6:.1f}", f"{due:%Y-%m-%d}")
    console.print(table)


async def _archived(
    addresses: Addresses, month: str, output: Path, actor: str, reason: str
) -> tuple[Partition, Contents]:
    clock = SystemClock()
    connection = await asyncpg.connect(owner_url(addresses, "edge"), timeout=10)
    try:
        partition = await partition_of(connection, month, clock.now())
        heads = await _stored_heads(service_url(addresses, "court_query"), await ends_of(connection, partition))
        contents = await write(connection, partition, heads, output)
        await take_out(connection, partition, contents, actor=actor, reason=reason, now=clock.now())
        return partition, contents
    finally:
        await connection.close()


async def _stored_heads(url: str, ends: Sequence[ChainHead]) -> list[tuple[KeptHead, bytes]]:
    """The heads at these records. Raises ArchiveRefused unless each is stored."""
    connection: Connection = await asyncpg.connect(url, timeout=10)
    try:
        stored = await heads_at(connection, ends)
    finally:
        await connection.close()
    missing = {end.chain for end in ends} - {head.chain for head in stored}
    if missing:
        raise ArchiveRefused(
            f"The last record of {len(missing)} chains is not sealed, or its head is another one: {min(missing)}."
            " `lea access-log verify` says what is wrong."
        )
    # Without the moment of sealing: the heads before the last ones, which show that no record was sealed late, are not
    # in the file.
    kept = [KeptHead(str(head.chain), head.sequence, head.hash.hex(), head.at) for head in stored]
    return [(head, line_of(line).rstrip()) for head, line in zip(kept, stored, strict=True)]


async def _sizes(url: str) -> list[tuple[Partition, int]]:
    try:
        connection = await asyncpg.connect(url, timeout=10)
    except OSError as error:
        raise StackError(f"The database does not answer: {error}") from None
    try:
        size = "SELECT pg_total_relation_size($1::text::regclass)"
        return [(each, await connection.fetchval(size, each.name)) for each in await partitions_in(connection)]
    finally:
        await connection.close()
