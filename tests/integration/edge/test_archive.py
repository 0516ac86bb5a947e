"""`lea access-log archive`: a partition goes into a file that is verified without the database, and is dropped."""

import asyncio
import gzip
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from contracts.identifiers import ARCHIVES
from infra.backup.losses import chain_ends, unknown_answers
from infra.cli import access_log, access_log_archive
from services.edge.access_log import archiving, writer
from services.edge.access_log.tables import add_links
from shared.access_log.months import month_of
from shared.clock import FixedClock, SystemClock
from shared.eventstore.store import EventStore
from tests.integration.edge.conftest import Edge
from tests.integration.edge.log import as_api, as_owner, heads, records, sealed, tampering
from tests.integration.edge.test_access_log_cli import NUMBER, keep_heads, lea
from tests.integration.edge.test_partitions import PARTITIONS, chain_of, later, one_record

LATER = SystemClock().now() + timedelta(days=240)
"""When every partition that a new database has can be archived."""
MONTH = "{:04}-{:02}".format(*month_of(later(2)))
RECORDED = ("--as", "operations:petrova", "--reason", "Older than a year")


class Addresses:
    """The addresses of the databases under test, by role."""

    def __init__(self, edge: Edge) -> None:
        self._urls = {
            "lea_edge_worker": edge.own.worker_url,
            "lea_edge_owner": edge.own.owner_url,
            "lea_court_query": edge.model.url,
        }

    def database(self, role: str, _: str) -> str:
        return self._urls[role]


@pytest.fixture
async def edge(fresh_edge: Edge, monkeypatch: pytest.MonkeyPatch) -> Edge:
    """An edge with two records of the present, and three in a chain of a later month; their heads are stored."""
    for module in (access_log, access_log_archive):
        monkeypatch.setattr(module, "addresses_of", lambda _: Addresses(fresh_edge))
    monkeypatch.setattr(access_log_archive, "SystemClock", lambda: FixedClock(LATER))
    for _ in range(2):
        assert (await fresh_edge.get(NUMBER)).status_code == 200
    with monkeypatch.context() as month:
        in_the_month = chain_of(later(2))
        month.setattr(writer, "new_id", lambda: in_the_month)
        for _ in range(3):
            assert (await fresh_edge.get(NUMBER)).status_code == 200
    afterwards = chain_of(later(3))
    monkeypatch.setattr(writer, "new_id", lambda: afterwards)
    await sealed(fresh_edge.own)
    await keep_heads(fresh_edge)
    return fresh_edge


async def archived(edge: Edge, file: Path, month: str = MONTH) -> Any:
    """Archive a month, and let `court_query` take the event; what the command says."""
    result = await lea("archive", month, "-o", str(file), *RECORDED, "--json")
    assert result.exit_code == 0, result.output
    await keep_heads(edge)
    return json.loads(result.stdout)


async def verified(*files: str) -> Any:
    result = await lea("verify", *files, "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == int(not report["verified"])
    return report


async def names(edge: Edge) -> list[str]:
    async with as_owner(edge.own) as owner:
        return [row["name"] for row in await owner.fetch(PARTITIONS)]


def counts(report: Any) -> tuple[int, int, int, Sequence[str]]:
    return report["records"], report["chains"], report["sealed"], [fault["kind"] for fault in report["faults"]]


async def test_a_partition_is_a_file_and_no_longer_in_the_database(edge: Edge, tmp_path: Path) -> None:
    before = await records(edge.own)
    said = await archived(edge, tmp_path / "log.jsonl.gz")
    assert (said["partition"], said["records"], said["chains"]) == (MONTH, 3, 1)
    assert await records(edge.own) == before[:2]
    assert f"access_log_{MONTH.replace('-', '_')}" not in await names(edge)
    lines = gzip.decompress((tmp_path / "log.jsonl.gz").read_bytes()).splitlines()
    assert lines[:3] == [link.line() for link in before[2:]]
    assert not (tmp_path / "log.jsonl.gz.part").exists()
    async with as_owner(edge.own) as owner:
        (event,) = await EventStore("edge").load(owner, ARCHIVES)
    assert (event.actor, event.data.reason, event.data.digest) == (RECORDED[1], RECORDED[3], said["digest"])
    assert [(each.chain, each.last) for each in event.data.chains] == [(before[-1].chain, 3)]


async def test_an_archive_is_verified_by_itself(edge: Edge, tmp_path: Path) -> None:
    file, kept = str(tmp_path / "log.jsonl.gz"), str(tmp_path / "heads.jsonl")
    await archived(edge, Path(file))
    assert counts(await verified(file)) == (3, 1, 3, [])
    await lea("heads", "-o", kept)
    assert counts(await verified(file, "--heads", kept)) == (3, 1, 3, [])
    assert "is recorded" not in (await lea("verify", file, "--heads", kept)).stderr


async def test_the_log_is_verified_without_its_archives_and_with_them(edge: Edge, tmp_path: Path) -> None:
    file, kept, log = (str(tmp_path / name) for name in ("log.jsonl.gz", "heads.jsonl", "log.jsonl"))
    said = await archived(edge, Path(file))
    await lea("heads", "-o", kept)
    await lea("export", "-o", log)
    report = await verified(log, "--heads", kept)
    assert counts(report) == (2, 1, 2, [])
    (listed,) = report["archived"]
    assert (listed["partition"], listed["records"], listed["digest"]) == (MONTH, 3, said["digest"])
    assert f"3 records in 1 chains of {MONTH}" in (await lea("verify", log, "--heads", kept)).stdout
    whole = await verified(log, file, "--heads", kept)
    assert (counts(whole), whole["archived"]) == ((5, 2, 5, []), [])


async def test_a_partition_that_was_dropped_without_being_archived_is_missing(edge: Edge, tmp_path: Path) -> None:
    kept, log = (str(tmp_path / name) for name in ("heads.jsonl", "log.jsonl"))
    async with as_owner(edge.own) as owner:
        await owner.execute(f"DROP TABLE access_log_{MONTH.replace('-', '_')}")
    await lea("heads", "-o", kept)
    await lea("export", "-o", log)
    assert counts(await verified(log, "--heads", kept))[-1] == ["missing"]


async def test_an_archive_that_was_changed_is_refused_or_has_faults(edge: Edge, tmp_path: Path) -> None:
    file, kept = tmp_path / "log.jsonl.gz", str(tmp_path / "heads.jsonl")
    await archived(edge, file)
    await lea("heads", "-o", kept)
    lines = gzip.decompress(file.read_bytes())
    other = tmp_path / "other.jsonl.gz"
    for content in (lines.replace(b'"status":200', b'"status":404', 1), lines[: lines.index(b'{"archived"')], b"x\n"):
        other.write_bytes(gzip.compress(content))
        assert (await lea("verify", str(other))).exit_code == 1
    other.write_bytes(file.read_bytes()[:-20])
    assert (await lea("verify", str(other))).exit_code == 1


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM access_log WHERE sequence = 2 AND chain = $1",
        "UPDATE access_log SET consumer = 'nobody' WHERE sequence = 1 AND chain = $1",
        "UPDATE access_log SET hash = previous WHERE sequence = 3 AND chain = $1",
    ],
)
async def test_a_partition_with_faults_stays(edge: Edge, tmp_path: Path, attack: str) -> None:
    chain = (await records(edge.own))[-1].chain
    async with tampering(edge.own) as owner:
        await owner.execute(attack, chain)
    await refused(edge, tmp_path)


async def test_a_partition_that_is_not_sealed_stays(edge: Edge, tmp_path: Path) -> None:
    chain = chain_of(later(2))
    async with as_api(edge.own) as api:
        await add_links(api, one_record(chain))
    assert str(chain) in await refused(edge, tmp_path)


async def refused(edge: Edge, folder: Path, month: str = MONTH) -> str:
    """Nothing is dropped, and no file has the name; what the command says."""
    before = await names(edge)
    result = await lea("archive", month, "-o", str(folder / "log.jsonl.gz"), *RECORDED)
    assert result.exit_code == 1
    assert await names(edge) == before
    assert not (folder / "log.jsonl.gz").exists()
    return str(result.exception)


async def test_what_is_young_or_unknown_or_has_a_file_stays(
    edge: Edge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no partition 2001-01" in await refused(edge, tmp_path, "2001-01")
    (tmp_path / "is.gz").touch()
    assert (await lea("archive", MONTH, "-o", str(tmp_path / "is.gz"), *RECORDED)).exit_code == 1
    monkeypatch.setattr(access_log_archive, "SystemClock", SystemClock)
    assert "can be archived from" in await refused(edge, tmp_path)


async def test_what_is_written_before_the_partition_is_detached_keeps_it(
    edge: Edge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = archiving.write

    async def slow(*arguments: Any) -> Any:
        contents = await real(*arguments)
        async with as_api(edge.own) as api:
            await add_links(api, one_record(chain_of(later(2))))
        return contents

    monkeypatch.setattr(access_log_archive, "write", slow)
    before = await names(edge)
    result = await lea("archive", MONTH, "-o", str(tmp_path / "log.jsonl.gz"), *RECORDED)
    assert "written to in the meantime" in str(result.exception)
    assert await names(edge) == before
    assert len(await records(edge.own)) == 6


async def test_it_waits_until_nobody_uses_the_log(edge: Edge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests are answered meanwhile."""
    monkeypatch.setattr(archiving, "_PAUSE", 0.1)
    reader = await asyncpg.connect(edge.own.worker_url)
    transaction = reader.transaction()
    await transaction.start()
    await reader.fetch("SELECT FROM access_log")
    running = asyncio.create_task(archived(edge, tmp_path / "log.jsonl.gz"))
    for _ in range(10):
        assert (await edge.get(NUMBER)).status_code == 200
        await asyncio.sleep(0.2)
    assert not running.done()
    await transaction.rollback()
    await reader.close()
    assert (await running)["records"] == 3


async def test_the_first_partition_is_archived_like_any_other(edge: Edge, tmp_path: Path) -> None:
    assert (await archived(edge, tmp_path / "log.jsonl.gz", "earlier"))["records"] == 2
    assert "access_log_earlier" not in await names(edge)
    async with as_owner(edge.own) as owner:
        assert await owner.fetchval("SELECT prepare_access_log()") == 0


async def test_a_restore_does_not_take_an_archived_chain_for_lost(edge: Edge, tmp_path: Path) -> None:
    await archived(edge, tmp_path / "log.jsonl.gz")
    async with as_owner(edge.own) as owner:
        assert unknown_answers(await heads(edge.own), await chain_ends(owner)) == []


async def test_partitions_are_listed_with_the_day_they_can_be_archived(edge: Edge) -> None:
    listed = json.loads((await lea("partitions", "--json")).stdout)
    assert listed[0]["partition"] == "earlier"
    assert MONTH in [each["partition"] for each in listed]
    table = (await lea("partitions")).stdout
    until = datetime.fromisoformat(listed[-1]["until"])
    assert f"{until + archiving.KEPT_AT_LEAST + timedelta(hours=3):%Y-%m-%d}" in table
