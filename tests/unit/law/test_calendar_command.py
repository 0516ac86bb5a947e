"""`lea law calendar`."""

import json
from pathlib import Path

from typer.testing import CliRunner

from infra.cli.main import app

RUNNER = CliRunner()

ACT = """
version: 2027-1
act: {adopted: 2026-10-09, number: "500"}
settles: [2027]
days:
  - {date: 2027-01-08, kind: non_working, exchanged_with: 2027-01-16}
  - {date: 2027-01-16, kind: working, exchanged_with: 2027-01-08}
"""


def test_a_settled_year_is_readable() -> None:
    result = RUNNER.invoke(app, ["law", "calendar", "2026"])
    assert result.exit_code == 0
    for text in ("April · 21", "+25", "*20", "Radunitsa", "254 working days", "No 397"):
        assert text in result.output
    assert "Provisional" not in result.output


def test_a_year_without_transfers_is_provisional() -> None:
    assert "не опубликованы" in RUNNER.invoke(app, ["law", "calendar", "2027", "--language", "ru"]).output


def test_a_year_as_data() -> None:
    year = json.loads(RUNNER.invoke(app, ["law", "calendar", "2026", "--json"]).output)
    assert (year["working_days"], sum(year["working_days_by_month"]), year["provisional"]) == (254, 254, False)
    moved = next(day for day in year["days"] if day["date"] == "2026-04-25")
    assert (moved["reason"], moved["exchanged_with"]) == ("moved_working", "2026-04-20")


def test_a_year_under_an_act(tmp_path: Path) -> None:
    file = tmp_path / "act.yaml"
    file.write_text(ACT, encoding="utf-8")
    year = json.loads(RUNNER.invoke(app, ["law", "calendar", "2027", "--acts", str(file), "--json"]).output)
    assert not year["provisional"]
    assert "2027-01-16" in {day["date"] for day in year["days"]}


def test_bad_input_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "act.yaml"
    file.write_text("version: 2027-1\nact: {}\n", encoding="utf-8")
    for arguments in (["1999"], ["2051"], ["2027", "--acts", str(file)]):
        result = RUNNER.invoke(app, ["law", "calendar", *arguments])
        assert result.exit_code == 1
        assert "Traceback" not in result.output
