"""Takes a partition of the access log out of the database, into a file that is verified before anything is dropped.

It is done by the owner of the database. The file is written beside its name, read back and verified against the
stored heads; only then the partition is detached, and dropped in the transaction that records it. Killed before that,
nothing has changed but for a file.
"""

import asyncio
import os
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import asyncpg

from contracts.events.edge import AccessLogArchived, ArchivedChain
from contracts.identifiers import ARCHIVES, new_id
from services.edge.access_log.tables import partition_ends, partition_records
from shared.access_log.archive_file import ArchiveUnfit, ArchiveWriter, Contents, contents_of, records_in
from shared.access_log.chain import ChainHead
from shared.access_log.verification import KeptHead, verify
from shared.database import Connection
from shared.envelopes import own_event
from shared.eventstore.store import EventStore

KEPT_AT_LEAST = timedelta(days=92)
"""From the end of a partition's month on: a search of as many days as are allowed finds everything that is recent."""
CHAINS_AT_MOST = 20_000

_LOCK_TIMEOUT, _ATTEMPTS, _PAUSE = "500ms", 60, 1.0
"""Everybody waits behind who waits for this lock: it is given up soon, and tried again."""

_PARTITIONS = """
    SELECT name, beginning_of(next_chain) AS until FROM access_log_partition ORDER BY next_chain
"""


class ArchiveRefused(RuntimeError):
    """A partition cannot be archived; the text says why. It is in the database as before."""


class Partition(NamedTuple):
    """A partition of the access log."""

    name: str
    until: datetime
    """Its chains began before this moment."""

    @property
    def month(self) -> str:
        """As people name it: `2026-11`, or `earlier`."""
        return self.name.removeprefix("access_log_").replace("_", "-")


async def partitions_in(connection: Connection) -> list[Partition]:
    """The partitions, oldest first."""
    return [Partition(**row) for row in await connection.fetch(_PARTITIONS)]


async def partition_of(connection: Connection, month: str, now: datetime) -> Partition:
    """The partition of this name. Raises ArchiveRefused if there is none, or it is too young."""
    for partition in await partitions_in(connection):
        if partition.month == month:
            if now < (due := partition.until + KEPT_AT_LEAST):
                raise ArchiveRefused(f"The partition {month} can be archived from {due:%Y-%m-%d} on.")
            return partition
    raise ArchiveRefused(f"There is no partition {month} in the database.")


async def ends_of(connection: Connection, partition: Partition) -> list[ChainHead]:
    """The last record of each of its chains. Raises ArchiveRefused if there are too many."""
    ends = [head async for head in partition_ends(connection, partition.name)]
    if len(ends) > CHAINS_AT_MOST:
        raise ArchiveRefused(
            f"The partition has {len(ends)} chains; more than {CHAINS_AT_MOST} are not recorded at once."
        )
    return ends


async def write(
    connection: Connection, partition: Partition, heads: Sequence[tuple[KeptHead, bytes]], path: Path
) -> Contents:
    """Write the partition to a file, and verify that file. `heads` are the stored ones at the ends of its chains.

    Raises ArchiveRefused, OSError.
    """
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with ArchiveWriter(part) as writer:
        async for link in partition_records(connection, partition.name):
            writer.add(link)
        for _, line in heads:
            writer.add_head(line)
        writer.conclude(partition.month)
    contents = await asyncio.to_thread(_verified, part, [head for head, _ in heads])
    os.link(part, path)  # fails where there is a file of this name
    part.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return contents


def _verified(path: Path, heads: Sequence[KeptHead]) -> Contents:
    try:
        contents = contents_of(path)
        findings = verify(records_in(path), heads)
    except ArchiveUnfit as error:
        raise ArchiveRefused(f"The file {path} was not written as it should be: {error}.") from None
    if findings.faults:
        fault = findings.faults[0]
        raise ArchiveRefused(
            f"The partition has {len(findings.faults)} faults, the first: {fault.kind}, chain {fault.chain}, record"
            f" {fault.sequence}. Nothing is dropped; `lea access-log verify {path}` shows them all."
        )
    if findings.records != findings.sealed:
        raise ArchiveRefused(f"{findings.records - findings.sealed} records are not covered by a stored head.")
    return contents


async def take_out(
    connection: Connection, partition: Partition, contents: Contents, *, actor: str, reason: str, now: datetime
) -> None:
    """Record the archive, and drop the partition. Raises ArchiveRefused."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            async with connection.transaction():
                await _drop(connection, partition, contents.chains)
                await _record(connection, partition, contents, actor, reason, now)
        except asyncpg.LockNotAvailableError:
            if attempt == _ATTEMPTS:
                raise ArchiveRefused(
                    "The partition could not be detached: long transactions use the access log. The file is complete;"
                    " delete it and repeat the command later."
                ) from None
            await asyncio.sleep(_PAUSE)
        else:
            return


async def _drop(connection: Connection, partition: Partition, chains: Iterable[ArchivedChain]) -> None:
    await connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
    await connection.execute(f"ALTER TABLE access_log DETACH PARTITION {partition.name}")
    # Nobody can write to it any more. Records are never changed, so equal ends are equal chains.
    left = {(end.chain, end.sequence, end.hash.hex()) for end in await ends_of(connection, partition)}
    written = {(each.chain, each.last, each.hash) for each in chains}
    if left != written:
        raise ArchiveRefused("The partition was written to in the meantime. Delete the file and repeat the command.")
    await connection.execute("DELETE FROM usage_position WHERE chain = ANY ($1)", _ids(chains))
    await connection.execute(f"DROP TABLE {partition.name}")


def _ids(chains: Iterable[ArchivedChain]) -> list[UUID]:
    return [each.chain for each in chains]


async def _record(
    connection: Connection, partition: Partition, contents: Contents, actor: str, reason: str, now: datetime
) -> None:
    store, id_ = EventStore("edge"), new_id()
    before = await store.load(connection, ARCHIVES)
    event = own_event(
        AccessLogArchived(
            partition=partition.month,
            until=partition.until,
            records=contents.records,
            digest=contents.digest,
            reason=reason,
            chains=contents.chains,
        ),
        id=id_,
        source=store.source,
        actor=actor,
        stream=ARCHIVES,
        version=len(before) + 1,
        at=now,
        correlation_id=id_,
    )
    await store.append(connection, [event])
