"""Whoever owns the edge's database may do with the access log what he likes, but not unseen."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.edge.access_log.domain.chain import ChainHead, Link, linked
from services.edge.access_log.domain.verification import FaultKind, Findings
from services.edge.access_log.tables import COLUMNS, row_of
from shared.database import Connection
from tests.integration.edge.conftest import NOW, Door, proceeding
from tests.integration.edge.log import as_api, records, sealed, tampering, verified

NUMBER = proceeding(0).course.number
RECORDS = 8
OTHER: dict[str, Any] = {
    "text": "other",
    "uuid": UUID(int=7),
    "bytea": b"\7" * 32,
    "date": NOW.date(),
    "timestamp with time zone": NOW + timedelta(microseconds=1),
    "smallint": 418,
    "bigint": 4711,
    "boolean": True,
    "ARRAY": ["other"],
}
"""Another value of each type."""


@pytest.fixture
async def log(fresh_door: Door) -> list[Link]:
    """A chain of records, answered and refused."""
    for turn in range(RECORDS):
        await fresh_door.get(NUMBER, {} if turn % 3 == 2 else None)
    return await records(fresh_door.own)


async def test_a_log_that_nobody_touched_is_proved(fresh_door: Door, log: list[Link]) -> None:
    heads = await sealed(fresh_door.own)
    findings = await verified(fresh_door.own, *heads)
    assert (findings.faults, findings.records, findings.chains, findings.sealed) == ((), RECORDS, 1, RECORDS)
    assert log[-1].hash.hex() == heads[-1].hash


async def test_records_of_many_requests_at_once_are_chained(fresh_door: Door) -> None:
    await asyncio.gather(*(fresh_door.get(NUMBER) for _ in range(200)))
    findings = await verified(fresh_door.own, *await sealed(fresh_door.own))
    assert (findings.faults, findings.records, findings.sealed) == ((), 200, 200)
    assert findings.chains <= 2


async def test_no_column_can_be_changed(fresh_door: Door, log: list[Link]) -> None:
    heads = await sealed(fresh_door.own)
    async with tampering(fresh_door.own) as owner:
        types = await owner.fetch(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'access_log'"
        )
        assert {row["column_name"] for row in types} == set(COLUMNS)
        for name, type_ in types:
            changed = f"UPDATE access_log SET {name} = $1 WHERE sequence = 4 AND {name} IS DISTINCT FROM $1"  # noqa: S608
            assert await owner.execute(changed, OTHER[type_]) == "UPDATE 1", name
            assert (await verified(fresh_door.own, *heads)).faults, name
            await owner.execute("DELETE FROM access_log WHERE chain <> $1 OR sequence IN (4, 4711)", log[3].chain)
            await _insert(owner, log[3])
    assert (await verified(fresh_door.own, *heads)).faults == ()


async def test_no_record_can_be_taken_out(fresh_door: Door, log: list[Link]) -> None:
    heads = await sealed(fresh_door.own)
    async with tampering(fresh_door.own) as owner:
        await owner.execute("DELETE FROM access_log WHERE sequence = 3")
    assert _kinds(await verified(fresh_door.own, *heads)) == {FaultKind.REMOVED}


async def test_the_end_cannot_be_cut_off(fresh_door: Door, log: list[Link]) -> None:
    heads = await sealed(fresh_door.own)
    async with tampering(fresh_door.own) as owner:
        await owner.execute("DELETE FROM access_log WHERE sequence > 5")
    assert _kinds(await verified(fresh_door.own)) == set()
    assert _kinds(await verified(fresh_door.own, *heads)) == {FaultKind.TRUNCATED}


async def test_a_whole_chain_cannot_be_taken_out(fresh_door: Door, log: list[Link]) -> None:
    heads = await sealed(fresh_door.own)
    async with tampering(fresh_door.own) as owner:
        await owner.execute("TRUNCATE access_log")
    assert _kinds(await verified(fresh_door.own, *heads)) == {FaultKind.MISSING}


async def test_no_record_can_be_put_in(fresh_door: Door, log: list[Link]) -> None:
    heads = await sealed(fresh_door.own)
    forged = log[2].entry._replace(consumer="nobody")
    async with tampering(fresh_door.own) as owner:
        await owner.execute("UPDATE access_log SET sequence = sequence + 1000 WHERE sequence > 3")
        await owner.execute("UPDATE access_log SET sequence = sequence - 999 WHERE sequence > 1000")
        await _insert(owner, *linked(log[2].head, [forged]))
    assert _kinds(await verified(fresh_door.own, *heads)) >= {FaultKind.ALTERED, FaultKind.DETACHED}


async def test_records_cannot_change_places(fresh_door: Door, log: list[Link]) -> None:
    heads = await sealed(fresh_door.own)
    async with tampering(fresh_door.own) as owner:
        for before, after in ((3, 1003), (4, 3), (1003, 4)):
            await owner.execute("UPDATE access_log SET sequence = $2 WHERE sequence = $1", before, after)
    assert FaultKind.ALTERED in _kinds(await verified(fresh_door.own, *heads))


async def test_history_cannot_be_rewritten_with_every_hash_right(fresh_door: Door, log: list[Link]) -> None:
    """By itself the log is as good as any; but its heads are no longer on it."""
    heads = await sealed(fresh_door.own)
    entries = [link.entry for link in log]
    entries[3] = entries[3]._replace(proceedings=(), look_ups=(), outcomes=())
    assert entries[3] != log[3].entry
    async with tampering(fresh_door.own) as owner:
        await owner.execute("DELETE FROM access_log")
        await _insert(owner, *linked(ChainHead(log[0].chain), entries))
    assert _kinds(await verified(fresh_door.own)) == set()
    assert _kinds(await verified(fresh_door.own, *heads)) == {FaultKind.REWRITTEN}


async def test_a_log_begun_anew_is_not_sealed_over(fresh_door: Door, log: list[Link]) -> None:
    """The worker does not vouch for what is no longer there, and its events are as much out of reach as the heads."""
    kept = await sealed(fresh_door.own)
    async with tampering(fresh_door.own) as owner:
        await owner.execute("DELETE FROM access_log WHERE sequence > 2")
    assert await sealed(fresh_door.own) == kept


def _kinds(findings: Findings) -> set[FaultKind]:
    return {fault.kind for fault in findings.faults}


async def _insert(owner: Connection, *links: Link) -> None:
    rows = map(row_of, links)
    await owner.copy_records_to_table("access_log", records=rows, columns=COLUMNS)


async def test_a_record_of_twenty_days_ago_is_sealed_late(fresh_door: Door, log: list[Link]) -> None:
    """The role of the API may add to the log, in a chain of its own, with any date."""
    await sealed(fresh_door.own)
    made = NOW - timedelta(days=20)
    (added,) = linked(ChainHead(UUID(int=20)), [log[0].entry._replace(at=made)])
    async with as_api(fresh_door.own) as connection:
        places = ", ".join(f"${place}" for place in range(1, len(COLUMNS) + 1))
        statement = f"INSERT INTO access_log ({', '.join(COLUMNS)}) VALUES ({places})"  # noqa: S608 - names of columns
        await connection.execute(statement, *row_of(added))
    (fault,) = (await verified(fresh_door.own, *await sealed(fresh_door.own))).faults
    assert (fault.kind, fault.chain, fault.sequence) == (FaultKind.SEALED_LATE, str(added.chain), 1)
    assert (fault.made_at, fault.sealed_at) == (made, NOW)
