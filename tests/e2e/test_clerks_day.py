"""`docs/clerks-day.md`: every command of the page against the whole system, its output compared with the page.

With `DRAW_PICTURES` set (`make pictures`) the outputs and pictures of the page are written anew.
"""

import asyncio
import os
import re
import shlex
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from rich.text import Text
from typer.testing import CliRunner

from infra.cli.common import output
from infra.cli.main import app
from infra.documents.clerks_day import (
    COLUMNS,
    DOCS,
    PAGE,
    Aliases,
    Scene,
    apart_from_days,
    drawn,
    scenes_of,
    with_outputs,
)
from shared.clock import SystemClock
from shared.law.calendar import belarus
from shared.law.rule_sets import RuleSets
from shared.law.time_limits import StepKind, compute
from tests.patience import until
from tests.system import System

EXAMPLE = DOCS / "examples" / "statement.yaml"
DRAWS = "DRAW_PICTURES" in os.environ
PLAIN = [StepKind.STARTED, StepKind.ENDED]


def statement_of(today: date) -> str:
    """The statement of the page with days that fit a run: a presentation limit that runs, and ends on a working day."""
    limit = RuleSets.load().in_force(today).limit("presentation-from-legal-force")
    for before in range(170, 30, -1):
        in_force = today - timedelta(days=before)
        computed = compute(limit, in_force, belarus())
        if [step.kind for step in computed.steps] == PLAIN and computed.due and computed.due > today:
            break
    days = {
        "decided_on": in_force - timedelta(days=15),
        "in_force_on": in_force,
        "issued_on": in_force + timedelta(days=2),
    }
    text = EXAMPLE.read_text(encoding="utf-8")
    for field, day in days.items():
        text = re.sub(rf"(\b{field}: )\S+", rf"\g<1>{day}", text)
    return text


class Terminal:
    """Where the commands of the page are typed."""

    def __init__(self, system: System, folder: Path) -> None:
        self.folder = folder
        self._environment = {
            "LEA_HOME": str(system.stack.home),
            "LEA_ACTOR": "executor:0101-017",
            "LEA_FULL_NAME": "Ivanova Anna Petrovna",
            "LEA_LANGUAGE": "en",
            "COLUMNS": str(COLUMNS),
        }

    async def answer(self, command: str) -> Text:
        """What the command prints."""
        words = [str(self.folder / word) if word == EXAMPLE.name else word for word in shlex.split(command)[1:]]
        if not DRAWS:
            result = await asyncio.to_thread(lambda: CliRunner().invoke(app, words, env=self._environment))
            assert "Traceback" not in result.output
            return Text(result.output)
        colours = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
        printed = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "infra.cli.main", *words],
            env={**os.environ, **self._environment, **colours},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
        )
        return Text.from_ansi(printed.stdout)


@pytest.fixture
def terminal(system: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for console in (output.console, output.errors):
        monkeypatch.setattr(console, "width", COLUMNS)  # it is set when the module is imported
    statement = statement_of(SystemClock().today())
    (tmp_path / EXAMPLE.name).write_text(statement, encoding="utf-8")
    return Terminal(system, tmp_path)


async def test_every_command_of_the_page_answers_as_the_page_shows(system: System, terminal: Terminal) -> None:
    page, aliases = PAGE.read_text(encoding="utf-8"), Aliases()
    answers: dict[Scene, Text] = {}
    for scene in scenes_of(page):
        await system.settle()
        if scene.command.startswith("lea document "):
            await rendered(system)
        answer = await terminal.answer(aliases.meant(scene.command))
        answer.plain = aliases.written(answer.plain)  # of the same length, so that its colours stay
        answers[scene] = answer
        if not DRAWS:
            assert apart_from_days(answer.plain) == apart_from_days(scene.output), scene.command
    assert len(answers) > 10
    if DRAWS:
        draw(page, answers, terminal.folder / EXAMPLE.name)


async def rendered(system: System) -> None:
    """Wait until every resolution has its document."""
    async with system.connected("proceedings") as connection:
        await until(lambda: connection.fetchval("SELECT NOT EXISTS (SELECT FROM document_due)"), "all are rendered")


def draw(page: str, answers: dict[Scene, Text], statement: Path) -> None:
    """Write the outputs, the pictures and the example anew, unless only days would change."""
    if all(apart_from_days(answer.plain) == apart_from_days(scene.output) for scene, answer in answers.items()):
        return
    outputs = {scene.picture: f"{_lines(answer)}\n" for scene, answer in answers.items()}
    PAGE.write_text(with_outputs(page, outputs), encoding="utf-8")
    (DOCS / "images").mkdir(exist_ok=True)
    for scene, answer in answers.items():
        (DOCS / scene.picture).write_text(drawn(scene.command, answer, Path(scene.picture).stem), encoding="utf-8")
    EXAMPLE.write_text(statement.read_text(encoding="utf-8"), encoding="utf-8")


def _lines(answer: Text) -> str:
    return "\n".join(line.rstrip() for line in answer.plain.rstrip().split("\n"))
