"""`lea access-log` over real databases: exported, kept, verified, and asked who looked."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from infra.cli import access_log
from infra.stack.errors import StackError
from services.court_query.access_log_heads import AccessLogHeads
from shared.eventstore.store import EventStore
from tests.engines import Database
from tests.integration.edge.conftest import COURT, Door, proceeding
from tests.integration.edge.log import as_owner, sealed, tampering

NUMBER = proceeding(0).course.number
DEBTOR = proceeding(0).keys.debtor_identifier


@dataclass(frozen=True)
class Known:
    """Where the databases under test are, by role."""

    own: Database
    model: Database

    def database(self, role: str, _: str) -> str:
        return {"lea_edge_worker": self.own.worker_url, "lea_court_query": self.model.url}[role]


@pytest.fixture
async def door(fresh_door: Door, monkeypatch: pytest.MonkeyPatch) -> Door:
    """An edge that was asked for a card, by its debtor, and in vain; its heads are kept."""
    monkeypatch.setattr(access_log, "addresses_of", lambda _: Known(fresh_door.own, fresh_door.model))
    await fresh_door.get(NUMBER)
    await fresh_door.post(fresh_door.request({"by": "debtor", "identifier": {"kind": "unp", "value": DEBTOR}}))
    await fresh_door.get("0101-2026-999999")
    await sealed(fresh_door.own)
    await keep_heads(fresh_door)
    return fresh_door


async def keep_heads(door: Door) -> None:
    """As they come over the bus."""
    async with as_owner(door.own) as owner:
        rows = await owner.fetch("SELECT * FROM event ORDER BY stream, version")
    keeper = await asyncpg.connect(door.model.url)
    async with keeper.transaction():
        await AccessLogHeads().apply(keeper, [EventStore("edge").decode(row) for row in rows])
    await keeper.close()


async def lea(*arguments: str) -> Result:
    # A command has a loop of its own.
    result = await asyncio.to_thread(CliRunner().invoke, access_log.app, arguments, env={"COLUMNS": "200"})
    assert result.exception is None or isinstance(result.exception, SystemExit | StackError)
    return result


async def verified(folder: Path) -> Any:
    """What an auditor finds who was given two files."""
    log, heads = str(folder / "log.jsonl"), str(folder / "heads.jsonl")
    assert (await lea("heads", "-o", heads)).exit_code == 0
    assert (await lea("export", "-o", log)).exit_code == 0
    result = await lea("verify", log, "--heads", heads, "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == int(not told["verified"])
    return told


async def test_an_auditor_proves_the_log(door: Door, tmp_path: Path) -> None:
    assert await verified(tmp_path) == {
        "records": 3,
        "chains": 1,
        "sealed": 3,
        "taken": 0,
        "faults": [],
        "verified": True,
    }
    assert (await lea("export")).stdout_bytes == (tmp_path / "log.jsonl").read_bytes()
    (head,) = (tmp_path / "heads.jsonl").read_bytes().splitlines()
    assert json.loads(head)["sequence"] == 3


async def test_an_auditor_goes_on_from_heads_kept_before(door: Door, tmp_path: Path) -> None:
    log, heads = str(tmp_path / "log.jsonl"), str(tmp_path / "heads.jsonl")
    await lea("heads", "-o", heads)
    await door.get("0101-2026-999998")
    assert len((await lea("export", "--since", "2026-11-20", "--heads", heads)).stdout.splitlines()) == 4
    await lea("export", "--since", "2026-11-21", "--heads", heads, "-o", log)
    result = await lea("verify", log, "--since", "2026-11-21", "--heads", heads, "--json")
    told = {"records": 1, "chains": 1, "sealed": 0, "taken": 3, "faults": [], "verified": True}
    assert json.loads(result.stdout) == told
    assert json.loads((await lea("verify", log, "--heads", heads, "--json")).stdout)["faults"]
    assert (await lea("verify", log, "--since", "2026-11-21")).exit_code == 1
    assert "3 earlier records" in (await lea("verify", log, "--since", "2026-11-21", "--heads", heads)).stdout


async def test_heads_of_before_a_day_are_one_for_each_chain(door: Door) -> None:
    await door.get("0101-2026-999998")
    await sealed(door.own)
    await keep_heads(door)
    for day, sequences in (("2026-11-20", [3, 4]), ("2026-11-21", [4])):
        told = (await lea("heads", "--since", day)).stdout.splitlines()
        assert [json.loads(head)["sequence"] for head in told] == sequences


async def test_an_auditor_finds_what_the_owner_did(door: Door, tmp_path: Path) -> None:
    async with tampering(door.own) as owner:
        await owner.execute("UPDATE access_log SET proceedings = '{}' WHERE sequence = 2")
    told = await verified(tmp_path)
    assert [(fault["kind"], fault["sequence"]) for fault in told["faults"]] == [("altered", 2)]


async def test_an_export_names_no_debtor(door: Door, tmp_path: Path) -> None:
    await verified(tmp_path)
    assert DEBTOR not in (tmp_path / "log.jsonl").read_text()


async def test_who_looked_at_a_proceeding(door: Door) -> None:
    looks = json.loads((await lea("subject", NUMBER, "--json")).stdout)
    assert [look["operation"] for look in looks] == ["enforcement-proceeding", "information-request"]
    assert {(look["consumer"], look["legal_ground"], look["court_case"]) for look in looks} == {
        (COURT, "case-at-hand", "12-3/2026")
    }
    table = (await lea("subject", NUMBER)).stdout
    assert table.count(COURT) == 2
    assert "No answer" in (await lea("subject", "0101-2026-999999")).stdout
    assert (await lea("subject", "17")).exit_code == 1


@pytest.mark.parametrize("case", ["%5B%2Fred%5D", "%5Bbold%5D1-1%5B/%5D", ":smile:"])
async def test_a_court_case_is_shown_as_text(door: Door, case: str) -> None:
    assert (await door.get(NUMBER, door.headers(LEA_Court_Case=case))).status_code == 200
    result = await lea("subject", NUMBER)
    assert (result.exit_code, unquote(case) in result.stdout) == (0, True)


async def test_who_looked_and_when(door: Door) -> None:
    """The clock of this edge stands at noon in Minsk."""
    for arguments, looks in (
        (("--since", "2026-11-20"), 2),
        (("--since", "2026-11-21"), 0),
        (("--until", "2026-11-20"), 2),
        (("--until", "2026-11-19"), 0),
    ):
        assert len(json.loads((await lea("subject", NUMBER, *arguments, "--json")).stdout)) == looks
