"""Stored data is shown literally: no Rich markup, emoji code or control sequence is interpreted."""

import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from rich.panel import Panel
from rich.text import Text
from typer.testing import CliRunner

from contracts.events.edge import Quota, Terms
from contracts.problems import Problem
from contracts.service_3_11_01 import (
    Agreement,
    Difference,
    EnforcementProceedingInfo,
    Freshness,
    InformationAnswer,
    LookUpResult,
    Outcome,
    Reconciled,
    ReconciliationAnswer,
)
from contracts.service_3_11_01.card import ClaimInfo, MeasureInfo, StatusInfo
from infra.cli import access_log, deadlines
from infra.cli.common import output
from infra.cli.common.terminal import PlainConsole, PlainTable, visible, visible_json
from infra.cli.consumers import commands as consumers
from infra.cli.court.cards import displayed
from infra.cli.court.tables import reconciliation_table
from infra.cli.main import app
from infra.cli.parked import commands as parked
from infra.cli.parked.output import Page
from services.deadlines.queries import LimitLine
from services.edge.access_log.tables import Disclosure
from services.edge.registry.domain.registration import ConsumerStatus, Registered
from shared.messaging.decisions import ParkedDecision
from shared.messaging.parked import HeldMessage

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
EVIL = "[/red][bold]x[/] :smile: \x1b[31m\x1b]0;title\x07 \x9b1m \u202eabc\u2066 \r\x08 a\nb"
SHOWN = r"[/red][bold]x[/] :smile: \x1b[31m\x1b]0;title\x07 \x9b1m \u202eabc\u2066 \x0d\x08 a\x0ab"
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def shown(text: str) -> None:
    """Whether the evil text is there, as text."""
    assert not CONTROLS.search(text)
    assert SHOWN in text, text


def printed(capsys: pytest.CaptureFixture[str], value: Any) -> str:
    PlainConsole(width=400).print(value)
    return capsys.readouterr().out


def test_cells_strings_and_texts_are_shown_literally(capsys: pytest.CaptureFixture[str]) -> None:
    table = PlainTable("column")
    table.add_row(EVIL)
    shown(printed(capsys, table))
    grid = PlainTable.grid()
    grid.add_row(EVIL, None)
    shown(printed(capsys, grid))
    for value in (EVIL, Text(EVIL), Panel(EVIL, title=Text(EVIL.replace("\n", "")))):
        result = printed(capsys, value)
        assert not CONTROLS.search(result)
        assert r"[/red][bold]x[/] :smile: \x1b[31m\x1b]0;title" in result


def test_a_row_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    table = PlainTable("column", box=None)
    table.add_row("one\nsupreme-court")
    assert len(printed(capsys, table).splitlines()) == 2


def test_the_layout_of_our_text_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "one\ntwo [three]") == "one\ntwo [three]\n"
    assert visible("Ёў 155ЭИП №1\N{NO-BREAK SPACE}2") == "Ёў 155ЭИП №1\N{NO-BREAK SPACE}2"


def test_json_has_the_same_data_without_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_json({"value": EVIL})
    result = capsys.readouterr().out
    assert not CONTROLS.search(result)
    assert json.loads(result) == {"value": EVIL}
    assert json.loads(visible_json(json.dumps(EVIL, ensure_ascii=False))) == EVIL


def made(model: Any, **values: Any) -> Any:
    """A model with these values, unchecked."""
    return model.model_construct(**values)


def lea(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "900"})
    assert result.exit_code == 0, result.output
    return result.output


def gives(value: Any) -> Callable[..., Any]:
    return lambda *_, **__: value


def test_who_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    look = Disclosure(
        NOW, "court", None, "changes", UUID(int=1), "case-at-hand", EVIL, None, None, False, 200, None, UUID(int=2), 1
    )

    async def looks(_: str, __: Callable[..., Awaitable[Any]]) -> list[Disclosure]:
        return [look]

    monkeypatch.setattr(access_log, "_connected", looks)
    monkeypatch.setattr(access_log, "_worker_url", gives(""))
    shown(lea("access-log", "subject", "0101-2026-000001"))


def test_consumers(monkeypatch: pytest.MonkeyPatch) -> None:
    quota = Quota(requests_per_second=1, burst=1, look_ups_per_day=1)
    terms = made(Terms, scopes=(EVIL,), legal_grounds=(), quota=quota, valid_from=NOW, valid_to=None, certificates=())
    registered = Registered(EVIL, ConsumerStatus.ACTIVE, terms)
    monkeypatch.setattr(consumers, "known", gives([registered]))
    monkeypatch.setattr(consumers, "one", gives(registered))
    shown(lea("consumers", "list"))
    shown(lea("consumers", "show", "court"))
    monkeypatch.setattr(consumers, "adopt_consumers", gives([EVIL]))
    shown(lea("consumers", "adopt"))


def test_parked_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    held = HeldMessage(
        1, EVIL, "parked", EVIL, True, EVIL, None, 1, EVIL, None, None, EVIL, EVIL, 1, None, NOW, NOW, {"a": EVIL},
        EVIL.encode(),
    )  # fmt: skip
    monkeypatch.setattr(parked, "_with", gives(Page([held], 1)))
    shown(lea("parked", "list"))
    monkeypatch.setattr(parked, "_with", gives(held))
    shown(lea("parked", "show", "edge", "1"))
    decision = ParkedDecision(
        1, "drop", 1, EVIL, EVIL, None, 1, EVIL, EVIL, None, EVIL, EVIL, EVIL, NOW, EVIL, EVIL, NOW, None, None, None,
        None, None,
    )  # fmt: skip
    monkeypatch.setattr(parked, "_with", gives(Page([decision], 1)))
    shown(lea("parked", "decisions", "edge"))


def test_time_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    line = made(
        LimitLine, number=EVIL, body=EVIL, executor=None, limit=EVIL, article=EVIL, starts_on=date(2026, 1, 1),
        due=date(2026, 1, 2), provisional=False, standing=EVIL, met_in_time=None,
    )  # fmt: skip
    monkeypatch.setattr(deadlines, "_asked", gives([line]))
    shown(lea("deadlines", "running"))


def test_answers_of_the_service(capsys: pytest.CaptureFixture[str]) -> None:
    card = made(
        EnforcementProceedingInfo, body_code="0101", body_name=EVIL, executor_full_name=EVIL, number=EVIL,
        initiated_on=date(2026, 1, 1),
        status_code="c", status_name=EVIL,
        claims=(made(ClaimInfo, name=EVIL, currency=None, amount=None, repaid=None, balance=None),),
        statuses=(made(StatusInfo, date=date(2026, 1, 1), name=EVIL, reason_name=EVIL),),
        measures=(made(MeasureInfo, added_on=NOW, name=EVIL, status_name=EVIL, status_date=NOW),),
    )  # fmt: skip
    results = (
        made(LookUpResult, outcome=Outcome.FOUND, proceedings=(card,), problem=None),
        LookUpResult(outcome=Outcome.MALFORMED, problem=Problem(code="c", rule="r", detail=EVIL)),
    )
    fresh = Freshness(data_as_of=NOW, lag_seconds=0, stale=False)
    shown(printed(capsys, displayed(made(InformationAnswer, results=results, freshness=fresh))))
    difference = Difference(field=EVIL, believed=EVIL, actual=EVIL)
    reconciled = made(Reconciled, number=EVIL, agreement=Agreement.SAME, differences=(difference,))
    answer = made(ReconciliationAnswer, results=(reconciled,), freshness=fresh)
    shown(printed(capsys, reconciliation_table(answer)))


def test_no_command_prints_in_another_way() -> None:
    for file in Path(output.__file__).parents[1].rglob("*.py"):
        if file.name == "terminal.py":
            continue
        assert not re.search(r"rich\.(table|markup) import|import Console\b|typer\.echo|\bprint\(", _code(file)), file


def _code(file: Path) -> str:
    return re.sub(r"(console|errors)\.print\(", "", file.read_text())


LONG = "0197a3c0-7b1e-7c52-9d2f-3f1f0a6b8c11"
PROSE = "a sentence that may be folded where a line of the terminal ends"


@pytest.fixture(params=[None, 10, 40, 80, 200])
def printed_at(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], str]:
    """Prints at a width, or into a pipe."""
    monkeypatch.delenv("COLUMNS", raising=False)
    if request.param:
        monkeypatch.setenv("COLUMNS", str(request.param))

    def run(value: Any) -> str:
        console = PlainConsole(file=StringIO())
        console.print(value)
        assert isinstance(console.file, StringIO)
        return console.file.getvalue()

    return run


def table_of(prose: str = PROSE) -> PlainTable:
    table = PlainTable("id", "number", "sum", "what", prose=("what",), box=None)
    table.add_row(LONG, "0401-2026-000003", "16037.25", prose)
    table.add_row(LONG, "0401-2026-000004", "12.00", "")
    return table


def test_no_id_number_or_sum_is_cut_at_any_width(printed_at: Callable[[Any], str]) -> None:
    words = printed_at(table_of()).split()
    assert words.count(LONG) == 2
    assert {"0401-2026-000003", "0401-2026-000004", "16037.25", "12.00", *PROSE.split()} <= set(words)
    sentence = f"Proposal {LONG} for {LONG} is made."
    assert printed_at(sentence) == f"{sentence}\n"


def test_a_pipe_gets_a_line_for_each_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    console = PlainConsole(file=StringIO())
    console.print(table_of(PROSE * 9))
    assert isinstance(console.file, StringIO)
    assert len(console.file.getvalue().splitlines()) == 3


def test_a_table_that_does_not_fit_is_printed_as_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    console = PlainConsole(file=StringIO())
    console.print(table_of())
    assert isinstance(console.file, StringIO)
    lines = [line.rstrip() for line in console.file.getvalue().splitlines()]
    assert lines[:5] == [f"id      {LONG}", "number  0401-2026-000003", "sum     16037.25", f"what    {PROSE}", ""]


@pytest.mark.parametrize("width", [80, 100, 200])
def test_a_card_cuts_no_sum(capsys: pytest.CaptureFixture[str], width: int) -> None:
    claim = made(ClaimInfo, name=PROSE, currency=None, amount="999999999999.99", repaid="1.00", balance="2.00")
    card = made(
        EnforcementProceedingInfo, body_code="0101", body_name=PROSE, executor_full_name="A", number="0101-2026-000001",
        initiated_on=date(2026, 1, 1), status_code="c", status_name=PROSE, claims=(claim,), measures=(),
        statuses=(made(StatusInfo, date=date(2026, 1, 1), name=PROSE, reason_name=PROSE),),
    )  # fmt: skip
    results = (made(LookUpResult, outcome=Outcome.FOUND, proceedings=(card,), problem=None),)
    answer = made(InformationAnswer, results=results, freshness=Freshness(data_as_of=NOW, lag_seconds=0, stale=False))
    PlainConsole(width=width).print(displayed(answer, "be"))
    result = capsys.readouterr().out
    assert "Выканаўчая вытворчасць 0101-2026-000001" in result
    assert {"999999999999.99", "1.00", "2.00", "2026-01-01"} <= set(result.split())
