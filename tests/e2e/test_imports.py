"""`lea import` against the whole system: the examples, a process that is killed, two at once."""

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from infra.cli.common.output import json_text
from infra.cli.main import app
from shared.clock import SystemClock
from tests.patience import PATIENCE
from tests.system import System

RUNNER = CliRunner()
EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "examples" / "backlog").iterdir())


async def run(system: System, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
    """The lines that an import prints: rejected rows, then the numbers."""
    environment = {"LEA_HOME": str(system.stack.home), "LEA_ACTOR": "executor:0101-017", "LEA_LANGUAGE": "en"}
    result = await asyncio.to_thread(RUNNER.invoke, app, ["import", "run", *arguments, "--json"], env=environment)
    assert result.exit_code == code, (result.output, result.exception)
    return [json.loads(line) for line in result.stdout.splitlines()]


async def numbers(system: System, *arguments: str, code: int = 0) -> tuple[int, int, int, int]:
    """Rows that were recorded, that were on record, that were rejected, that were held back."""
    *_, summary = await run(system, *arguments, code=code)
    return summary["recorded"], summary["recorded_before"], summary["rejected"], summary["held_back"]


async def payments(system: System, kind: str) -> Counter[str]:
    """How often the payments of papers of a kind are on record, by the number of the paper."""
    async with system.connected("proceedings") as connection:
        rows = await connection.fetch("SELECT recording FROM event WHERE type LIKE '%payment-received%'")
    papers = [json.loads(row["recording"]).get("paper") or {} for row in rows if row["recording"]]
    return Counter(paper["number"] for paper in papers if paper.get("kind") == kind)


def rows_of_cases(kind: str, cases: int, acts: int) -> list[dict[str, Any]]:
    """Rows of some cases, each with payments from papers of a kind."""
    example = [json.loads(line) for line in EXAMPLES[1].read_text(encoding="utf-8").splitlines()]
    begin, paid = example[:4], example[-1]
    rows: list[dict[str, Any]] = []
    for case in range(cases):
        names = {"statement": f"{kind}-{case}"}
        for row in begin:
            fields = json.loads(json.dumps(row.get("fields", {})))
            if "document" in fields:
                fields["document"]["number"] = f"{kind}-{case}"
            rows.append({**row, **names, "fields": fields})
        for act in range(acts):
            day = (SystemClock().today() - timedelta(days=60 - act)).isoformat()
            record = {"paper": kind, "number": f"{case}-{act}", "reason": "archive"}
            rows.append(
                {**paid, **names, "day": day, "record": record, "fields": {"sum": "1.00 BYN", "source": "debtor"}}
            )
    return rows


def written(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(json_text(row, indent=None) for row in rows), encoding="utf-8")
    return str(path)


async def test_the_examples_of_the_page_are_recorded_once(system: System) -> None:
    files = [str(path) for path in EXAMPLES]
    before = await system.events()
    assert await numbers(system, *files, "--dry-run") == (15, 0, 0, 0)
    assert await system.events() == before
    assert await numbers(system, *files) == (15, 0, 0, 0)
    assert await numbers(system, *files) == (0, 15, 0, 0)
    await system.settle()
    async with system.connected("proceedings") as connection:
        kept = await connection.fetch("SELECT recording::jsonb -> 'paper' ->> 'number' AS number FROM event")
        made_here = await connection.fetchval(
            "SELECT count(*) FROM resolution JOIN proceeding_index USING (proceeding) WHERE document LIKE '15_ЭИП26-1'"
        )
    assert made_here == 0
    assert {"31-И", "38-И", "52-И", "40-И"} <= {row["number"] for row in kept}


async def test_killed_and_started_again_and_twice_at_once_each_row_is_recorded_once(
    system: System, tmp_path: Path
) -> None:
    file = written(tmp_path / "acts.jsonl", rows_of_cases("kill", 12, 6))
    command = [sys.executable, "-m", "infra.cli.main", "import", "run", file]
    environment = {**os.environ, "LEA_HOME": str(system.stack.home), "LEA_ACTOR": "executor:0101-017"}
    killed = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    async with asyncio.timeout(PATIENCE):
        while not await payments(system, "kill"):  # noqa: ASYNC110 - another process changes it
            await asyncio.sleep(0.02)
    killed.send_signal(signal.SIGKILL)
    await killed.wait()
    both = [await asyncio.create_subprocess_exec(*command, env=environment) for _ in range(2)]
    assert [await each.wait() for each in both] == [0, 0]
    paid = await payments(system, "kill")
    assert (len(paid), set(paid.values())) == (72, {1})


@pytest.mark.parametrize("arguments", [["--encoding", "koi8"], ["nothing.csv"]])
async def test_what_cannot_be_meant_is_an_error(system: System, arguments: list[str]) -> None:
    environment = {"LEA_HOME": str(system.stack.home)}
    result = await asyncio.to_thread(
        RUNNER.invoke, app, ["import", "run", str(EXAMPLES[0]), *arguments], env=environment
    )
    assert result.exit_code == 2
