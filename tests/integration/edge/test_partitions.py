"""The access log has a partition for each month, made ahead, and a chain lies in one of them as a whole."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from contracts.identifiers import new_id
from services.edge.access_log import writer
from services.edge.access_log.partitions import MONTHS_AHEAD, PartitionKeeper, months_between
from services.edge.access_log.tables import add_links
from services.edge.access_log.writer import AccessLog, LogUnavailable
from services.edge.settings import ApiSettings, EdgeSettings
from shared.access_log.chain import ChainHead, Entry, Link, linked
from shared.access_log.months import beginning_of, month_of
from shared.clock import FixedClock, SystemClock
from shared.database import create_pool
from shared.migrations import folder_of, migrate
from tests.engines import Database, NewDatabase
from tests.integration.edge.conftest import Edge, proceeding
from tests.integration.edge.log import as_api, as_owner, records, sealed, verified
from tests.patience import until

NUMBER = proceeding(0).course.number
PARTITIONS = "SELECT * FROM access_log_partition ORDER BY next_chain"
BOUND = "0016.access-log-bound.sql"
"""The first migration that makes the partitions."""
OF_RECORDS = "SELECT tableoid::regclass::text, chain FROM access_log"
ENTRY = Entry(
    b"\1" * 32, None, None, None, datetime(2027, 1, 1, tzinfo=UTC), "court", None, None, None, (), "policy", (), None,
    (), False, None, None, 200, None,
)  # fmt: skip


@pytest.fixture
def own(migrated_database: NewDatabase) -> Database:
    return migrated_database("edge")


def chain_of(moment: datetime) -> UUID:
    """The identifier of a chain that begins at a moment."""
    return UUID(int=int(moment.timestamp() * 1000) << 80 | new_id().int % (1 << 80))


def later(months: int) -> datetime:
    """The middle of a month after this one."""
    year, month = month_of(SystemClock().now())
    return datetime(year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1, 15, tzinfo=UTC)


@asynccontextmanager
async def keeper(own: Database, clock: FixedClock | SystemClock | None = None) -> AsyncIterator[PartitionKeeper]:
    settings = EdgeSettings(database_url=own.worker_url, read_model_url="none", partition_interval=0.05)
    pool = await create_pool(settings)
    try:
        yield PartitionKeeper(settings, pool, clock or SystemClock())
    finally:
        pool.terminate()


async def lose(own: Database, count: int) -> None:
    """Drop the last partitions."""
    async with as_owner(own) as owner:
        for row in (await owner.fetch(PARTITIONS))[-count:]:
            await owner.execute(f"DROP TABLE {row['name']}")


async def test_partitions_follow_each_other_for_three_months_ahead(own: Database) -> None:
    async with as_owner(own) as owner:
        found = await owner.fetch(PARTITIONS)
    assert (found[0]["name"], found[0]["first_chain"]) == ("access_log_earlier", None)
    for before, after in pairwise(found):
        assert before["next_chain"] == after["first_chain"]
        begins = beginning_of(after["first_chain"])
        assert after["name"] == "access_log_{:04}_{:02}".format(*month_of(begins))
        assert month_of(begins) > month_of(begins - timedelta(milliseconds=1))
    assert months_between(SystemClock().now(), beginning_of(found[-1]["next_chain"])) == 3


async def test_the_worker_makes_what_is_missing(own: Database) -> None:
    async with as_owner(own) as owner:
        wanted = await owner.fetch(PARTITIONS)
    await lose(own, 2)
    async with keeper(own) as part:
        running = asyncio.create_task(part.run())
        async with as_owner(own) as owner:
            await until(lambda: _same(owner.fetch(PARTITIONS), wanted))
        running.cancel()
        await part.prepare()
    assert MONTHS_AHEAD._value.get() == 3


async def _same(found: Awaitable[list[Any]], wanted: list[Any]) -> bool:
    return await found == wanted


async def test_two_workers_make_each_partition_once(own: Database) -> None:
    await lose(own, 2)
    async with keeper(own) as one, keeper(own) as other:
        await asyncio.gather(one.prepare(), other.prepare())
    async with as_owner(own) as owner:
        assert len(await owner.fetch(PARTITIONS)) in (4, 3)


async def test_what_is_not_ahead_is_measured(own: Database) -> None:
    """Also where none can be made."""
    await lose(own, 1)
    await own.execute("REVOKE EXECUTE ON FUNCTION prepare_access_log() FROM lea_edge_worker")
    async with keeper(own) as part:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await part.prepare()
    assert MONTHS_AHEAD._value.get() == 2


@pytest.mark.parametrize(
    ("now", "end", "months"),
    [("2026-12-31T20:59:59Z", "2026-12-31T21:00:00Z", 0), ("2026-12-31T21:00:00Z", "2026-12-31T21:00:00Z", -1),
     ("2026-11-20T09:00:00Z", "2027-03-31T21:00:00Z", 4)],
)  # fmt: skip
def test_months_are_those_of_minsk(now: str, end: str, months: int) -> None:
    assert months_between(datetime.fromisoformat(now), datetime.fromisoformat(end)) == months


async def test_a_session_begins_another_chain_in_a_new_month(fresh_edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await fresh_edge.get(NUMBER)).status_code == 200
    next_month = chain_of(later(1))
    monkeypatch.setattr(writer, "new_id", lambda: next_month)
    for _ in range(2):
        assert (await fresh_edge.get(NUMBER)).status_code == 200
    log = await records(fresh_edge.own)
    assert [(link.chain == next_month, link.sequence) for link in log] == [(False, 1), (True, 1), (True, 2)]
    assert log[1].previous == bytes(32)
    findings = await verified(fresh_edge.own, *await sealed(fresh_edge.own))
    assert (findings.faults, findings.records, findings.sealed) == ((), 3, 3)


async def test_a_record_is_in_the_partition_of_the_month_its_chain_began_in(own: Database) -> None:
    async with as_api(own) as api:
        for months in (1, 2, 3):
            await add_links(api, one_record(chain_of(later(months))))
        with pytest.raises(asyncpg.CheckViolationError):
            await add_links(api, one_record(chain_of(later(4))))
    async with as_owner(own) as owner:
        for name, chain in await owner.fetch(OF_RECORDS):
            month = "access_log_{:04}_{:02}".format(*month_of(beginning_of(chain)))
            assert name in (month, "access_log_earlier")


def one_record(chain: UUID) -> Sequence[Link]:
    return list(linked(ChainHead(chain), [ENTRY]))


async def test_a_partition_is_only_added_to(own: Database) -> None:
    """By the table, by its own name, and by its owner."""
    async with as_api(own) as api:
        await add_links(api, one_record(new_id()))
        await add_links(api, one_record(chain_of(later(3))))
    async with as_owner(own) as owner:
        for row in await owner.fetch(PARTITIONS):
            for statement in ("UPDATE {} SET status = 200", "DELETE FROM {}", "TRUNCATE {}"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await owner.execute(statement.format(row["name"]))
        for column in ("attstattarget", "attnotnull", "atttypid", "attname"):
            values = await owner.fetch(
                f"SELECT attrelid, array_agg({column}::text ORDER BY attnum) AS of_it FROM pg_attribute"  # noqa: S608
                " WHERE attrelid IN (SELECT name::regclass FROM access_log_partition) AND attnum > 0 GROUP BY 1"
            )
            assert len({tuple(row["of_it"]) for row in values}) == 1, column


async def test_the_log_there_was_becomes_a_partition_while_sessions_write(
    empty_database: NewDatabase, tmp_path: Path
) -> None:
    """Every record that was accepted is there once; what a session writes at the switch may fail, and is not there."""
    own = empty_database("edge")
    for file in folder_of("edge").glob("*.sql"):
        if file.name < BOUND:
            shutil.copy(file, tmp_path)
    assert await asyncio.to_thread(migrate, own.owner_url, "edge", tmp_path)
    log = AccessLog(ApiSettings(database_url=own.url, read_model_url="none", public_url="http://edge"))
    running, over = asyncio.create_task(log.run()), asyncio.Event()
    accepted, refused = list[bytes](), list[bytes]()

    async def write() -> None:
        while not over.is_set():
            digest = new_id().bytes * 2
            try:
                await log.write(ENTRY._replace(answer_digest=digest))
                accepted.append(digest)
            except LogUnavailable:
                refused.append(digest)

    async def grown() -> None:
        before = len(accepted)
        await until(lambda: len(accepted) > before + 100)

    writing = [asyncio.create_task(write()) for _ in range(8)]
    await grown()
    assert await asyncio.to_thread(migrate, own.owner_url, "edge") == sorted(
        file.stem for file in folder_of("edge").glob("*.sql") if file.name >= BOUND
    )
    await grown()
    over.set()
    await asyncio.gather(*writing)
    running.cancel()
    found = await records(own)
    assert sorted(link.entry.answer_digest for link in found) == sorted(accepted)
    assert len(refused) <= 16, "each session fails once"
    findings = await verified(own, *await sealed(own, FixedClock(ENTRY.at)))
    assert (findings.faults, findings.records, findings.sealed) == ((), len(accepted), len(accepted))
    async with as_owner(own) as owner:
        assert {name for name, _ in await owner.fetch(OF_RECORDS)} == {"access_log_earlier"}
