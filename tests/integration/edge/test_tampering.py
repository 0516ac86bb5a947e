"""Changes of the access log by the owner of the edge's database are detected."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.edge.access_log.tables import COLUMNS, row_of
from shared.access_log.chain import ChainHead, Link, linked
from shared.access_log.verification import FaultKind, Findings
from shared.database import Connection
from tests.integration.edge.conftest import NOW, Edge, proceeding
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
async def log(fresh_edge: Edge) -> list[Link]:
    """A chain of records, answered and refused."""
    for turn in range(RECORDS):
        await fresh_edge.get(NUMBER, {} if turn % 3 == 2 else None)
    return await records(fresh_edge.own)


async def test_an_unchanged_log_is_verified(fresh_edge: Edge, log: list[Link]) -> None:
    heads = await sealed(fresh_edge.own)
    findings = await verified(fresh_edge.own, *heads)
    assert (findings.faults, findings.records, findings.chains, findings.sealed) == ((), RECORDS, 1, RECORDS)
    assert log[-1].hash.hex() == heads[-1].hash


async def test_records_of_many_requests_at_once_are_chained(fresh_edge: Edge) -> None:
    await asyncio.gather(*(fresh_edge.get(NUMBER) for _ in range(200)))
    findings = await verified(fresh_edge.own, *await sealed(fresh_edge.own))
    assert (findings.faults, findings.records, findings.sealed) == ((), 200, 200)
    assert findings.chains <= 2


async def test_a_change_of_any_column_is_detected(fresh_edge: Edge, log: list[Link]) -> None:
    heads = await sealed(fresh_edge.own)
    async with tampering(fresh_edge.own) as owner:
        types = await owner.fetch(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'access_log'"
        )
        assert {row["column_name"] for row in types} == set(COLUMNS)
        for name, type_ in types:
            changed = f"UPDATE access_log SET {name} = $1 WHERE sequence = 4 AND {name} IS DISTINCT FROM $1"  # noqa: S608
            assert await owner.execute(changed, OTHER[type_]) == "UPDATE 1", name
            assert (await verified(fresh_edge.own, *heads)).faults, name
            await owner.execute("DELETE FROM access_log WHERE chain <> $1 OR sequence IN (4, 4711)", log[3].chain)
            await _insert(owner, log[3])
    assert (await verified(fresh_edge.own, *heads)).faults == ()


async def test_a_removed_record_is_detected(fresh_edge: Edge, log: list[Link]) -> None:
    heads = await sealed(fresh_edge.own)
    async with tampering(fresh_edge.own) as owner:
        await owner.execute("DELETE FROM access_log WHERE sequence = 3")
    assert _kinds(await verified(fresh_edge.own, *heads)) == {FaultKind.REMOVED}


async def test_a_truncated_chain_is_detected(fresh_edge: Edge, log: list[Link]) -> None:
    heads = await sealed(fresh_edge.own)
    async with tampering(fresh_edge.own) as owner:
        await owner.execute("DELETE FROM access_log WHERE sequence > 5")
    assert _kinds(await verified(fresh_edge.own)) == set()
    assert _kinds(await verified(fresh_edge.own, *heads)) == {FaultKind.TRUNCATED}


async def test_a_removed_chain_is_detected(fresh_edge: Edge, log: list[Link]) -> None:
    heads = await sealed(fresh_edge.own)
    async with tampering(fresh_edge.own) as owner:
        await owner.execute("DELETE FROM access_log")
    assert _kinds(await verified(fresh_edge.own, *heads)) == {FaultKind.MISSING}


async def test_an_inserted_record_is_detected(fresh_edge: Edge, log: list[Link]) -> None:
    heads = await sealed(fresh_edge.own)
    forged = log[2].entry._replace(consumer="nobody")
    async with tampering(fresh_edge.own) as owner:
        await owner.execute("UPDATE access_log SET sequence = sequence + 1000 WHERE sequence > 3")
        await owner.execute("UPDATE access_log SET sequence = sequence - 999 WHERE sequence > 1000")
        await _insert(owner, *linked(log[2].head, [forged]))
    assert _kinds(await verified(fresh_edge.own, *heads)) >= {FaultKind.ALTERED, FaultKind.DETACHED}


async def test_reordered_records_are_detected(fresh_edge: Edge, log: list[Link]) -> None:
    heads = await sealed(fresh_edge.own)
    async with tampering(fresh_edge.own) as owner:
        for before, after in ((3, 1003), (4, 3), (1003, 4)):
            await owner.execute("UPDATE access_log SET sequence = $2 WHERE sequence = $1", before, after)
    assert FaultKind.ALTERED in _kinds(await verified(fresh_edge.own, *heads))


async def test_a_rewritten_chain_with_valid_hashes_is_detected(fresh_edge: Edge, log: list[Link]) -> None:
    """The chain itself is valid, but its stored heads are no longer on it."""
    heads = await sealed(fresh_edge.own)
    entries = [link.entry for link in log]
    entries[3] = entries[3]._replace(proceedings=(), look_ups=(), outcomes=())
    assert entries[3] != log[3].entry
    async with tampering(fresh_edge.own) as owner:
        await owner.execute("DELETE FROM access_log")
        await _insert(owner, *linked(ChainHead(log[0].chain), entries))
    assert _kinds(await verified(fresh_edge.own)) == set()
    assert _kinds(await verified(fresh_edge.own, *heads)) == {FaultKind.REWRITTEN}


async def test_a_rewritten_chain_is_not_sealed_again(fresh_edge: Edge, log: list[Link]) -> None:
    """The worker does not seal such a chain, and the owner can change neither its events nor the stored heads."""
    kept = await sealed(fresh_edge.own)
    async with tampering(fresh_edge.own) as owner:
        await owner.execute("DELETE FROM access_log WHERE sequence > 2")
    assert await sealed(fresh_edge.own) == kept


def _kinds(findings: Findings) -> set[FaultKind]:
    return {fault.kind for fault in findings.faults}


async def _insert(owner: Connection, *links: Link) -> None:
    rows = map(row_of, links)
    await owner.copy_records_to_table("access_log", records=rows, columns=COLUMNS)


async def test_a_record_of_twenty_days_ago_is_sealed_late(fresh_edge: Edge, log: list[Link]) -> None:
    """The role of the API processes may add to the log, in a new chain, with any date."""
    await sealed(fresh_edge.own)
    made = NOW - timedelta(days=20)
    (added,) = linked(ChainHead(UUID(int=20)), [log[0].entry._replace(at=made)])
    async with as_api(fresh_edge.own) as connection:
        places = ", ".join(f"${place}" for place in range(1, len(COLUMNS) + 1))
        statement = f"INSERT INTO access_log ({', '.join(COLUMNS)}) VALUES ({places})"  # noqa: S608 - names of columns
        await connection.execute(statement, *row_of(added))
    (fault,) = (await verified(fresh_edge.own, *await sealed(fresh_edge.own))).faults
    assert (fault.kind, fault.chain, fault.sequence) == (FaultKind.SEALED_LATE, str(added.chain), 1)
    assert (fault.made_at, fault.sealed_at) == (made, NOW)
