"""`lea access-log` over real databases: export, heads, verification, disclosures of a proceeding."""

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
from tests.integration.edge.conftest import COURT, Edge, proceeding
from tests.integration.edge.log import as_owner, sealed, tampering

NUMBER = proceeding(0).course.number
DEBTOR = proceeding(0).keys.debtor_identifier


@dataclass(frozen=True)
class Known:
    """The addresses of the databases under test, by role."""

    own: Database
    model: Database

    def database(self, role: str, _: str) -> str:
        return {"lea_edge_worker": self.own.worker_url, "lea_court_query": self.model.url}[role]


@pytest.fixture
async def edge(fresh_edge: Edge, monkeypatch: pytest.MonkeyPatch) -> Edge:
    """An edge after a card, a look-up by debtor and a refusal; its heads are stored."""
    monkeypatch.setattr(access_log, "addresses_of", lambda _: Known(fresh_edge.own, fresh_edge.model))
    await fresh_edge.get(NUMBER)
    await fresh_edge.post(fresh_edge.request({"by": "debtor", "identifier": {"kind": "unp", "value": DEBTOR}}))
    await fresh_edge.get("0101-2026-999999")
    await sealed(fresh_edge.own)
    await keep_heads(fresh_edge)
    return fresh_edge


async def keep_heads(edge: Edge) -> None:
    """Store the heads, as if they came over the bus."""
    async with as_owner(edge.own) as owner:
        rows = await owner.fetch("SELECT * FROM event ORDER BY stream, version")
    keeper = await asyncpg.connect(edge.model.url)
    async with keeper.transaction():
        await AccessLogHeads().apply(keeper, [EventStore("edge").decode(row) for row in rows])
    await keeper.close()


async def lea(*arguments: str) -> Result:
    # A command runs its own event loop.
    result = await asyncio.to_thread(CliRunner().invoke, access_log.app, arguments, env={"COLUMNS": "200"})
    assert result.exception is None or isinstance(result.exception, SystemExit | StackError)
    return result


async def verified(folder: Path) -> Any:
    """The report of an auditor with two files."""
    log, heads = str(folder / "log.jsonl"), str(folder / "heads.jsonl")
    assert (await lea("heads", "-o", heads)).exit_code == 0
    assert (await lea("export", "-o", log)).exit_code == 0
    result = await lea("verify", log, "--heads", heads, "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == int(not report["verified"])
    return report


async def test_an_auditor_verifies_the_log(edge: Edge, tmp_path: Path) -> None:
    assert await verified(tmp_path) == {
        "records": 3,
        "chains": 1,
        "sealed": 3,
        "taken": 0,
        "lost": [],
        "archived": [],
        "faults": [],
        "verified": True,
    }
    assert (await lea("export")).stdout_bytes == (tmp_path / "log.jsonl").read_bytes()
    (head,) = (tmp_path / "heads.jsonl").read_bytes().splitlines()
    assert json.loads(head)["sequence"] == 3


async def test_an_auditor_continues_from_heads_stored_before(edge: Edge, tmp_path: Path) -> None:
    log, heads = str(tmp_path / "log.jsonl"), str(tmp_path / "heads.jsonl")
    await lea("heads", "-o", heads)
    await edge.get("0101-2026-999998")
    assert len((await lea("export", "--since", "2026-11-20", "--heads", heads)).stdout.splitlines()) == 4
    await lea("export", "--since", "2026-11-21", "--heads", heads, "-o", log)
    result = await lea("verify", log, "--since", "2026-11-21", "--heads", heads, "--json")
    counts = {"records": 1, "chains": 1, "sealed": 0, "taken": 3}
    expected = {**counts, "lost": [], "archived": [], "faults": [], "verified": True}
    assert json.loads(result.stdout) == expected
    assert json.loads((await lea("verify", log, "--heads", heads, "--json")).stdout)["faults"]
    assert (await lea("verify", log, "--since", "2026-11-21")).exit_code == 1
    assert "3 earlier records" in (await lea("verify", log, "--since", "2026-11-21", "--heads", heads)).stdout


async def test_heads_before_a_day_are_one_for_each_chain(edge: Edge) -> None:
    await edge.get("0101-2026-999998")
    await sealed(edge.own)
    await keep_heads(edge)
    for day, sequences in (("2026-11-20", [3, 4]), ("2026-11-21", [4])):
        exported = (await lea("heads", "--since", day)).stdout.splitlines()
        assert [json.loads(head)["sequence"] for head in exported] == sequences


async def test_an_auditor_finds_what_the_owner_changed(edge: Edge, tmp_path: Path) -> None:
    async with tampering(edge.own) as owner:
        await owner.execute("UPDATE access_log SET proceedings = '{}' WHERE sequence = 2")
    report = await verified(tmp_path)
    assert [(fault["kind"], fault["sequence"]) for fault in report["faults"]] == [("altered", 2)]


async def test_an_export_names_no_debtor(edge: Edge, tmp_path: Path) -> None:
    await verified(tmp_path)
    assert DEBTOR not in (tmp_path / "log.jsonl").read_text()


async def test_the_disclosures_of_a_proceeding(edge: Edge) -> None:
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
async def test_a_court_case_is_shown_as_text(edge: Edge, case: str) -> None:
    assert (await edge.get(NUMBER, edge.headers(LEA_Court_Case=case))).status_code == 200
    result = await lea("subject", NUMBER)
    assert (result.exit_code, unquote(case) in result.stdout) == (0, True)


async def test_the_disclosures_of_some_days(edge: Edge) -> None:
    """The clock of this edge shows noon in Minsk."""
    for arguments, looks in (
        (("--since", "2026-11-20"), 2),
        (("--since", "2026-11-21"), 0),
        (("--until", "2026-11-20"), 2),
        (("--until", "2026-11-19"), 0),
    ):
        assert len(json.loads((await lea("subject", NUMBER, *arguments, "--json")).stdout)) == looks
