"""Service objectives: their rules, and when their alerts fire (by promtool, where it is installed)."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from infra.stack.settings import PROJECT
from infra.telemetry.objectives import BROKEN, BUDGET, OBJECTIVES, PACES, WINDOWS, Objective, ratio, rules
from shared.plain_yaml import read_table

TELEMETRY = PROJECT / "infra" / "telemetry"
CASES = Path(__file__).with_name("alerts.promtool.yml")


def found() -> list[dict[str, Any]]:
    return [rule for group in read_table(rules())["groups"] for rule in group["rules"]]


def of(objective: Objective) -> list[dict[str, Any]]:
    return [rule for rule in found() if rule["labels"]["objective"] == objective.name]


@pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda objective: objective.name)
def test_every_objective_has_a_budget_a_share_per_window_and_a_pair_of_alerts(objective: Objective) -> None:
    recorded = [rule["record"] for rule in of(objective) if "record" in rule]
    broken = [BROKEN] if objective.broken else []
    assert recorded == [BUDGET, *broken, *map(ratio, WINDOWS)]
    names = [rule["alert"] for rule in of(objective) if "alert" in rule]
    assert names == [f"{objective.title}BurnFast", f"{objective.title}BurnSlow"]


@pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda objective: objective.name)
def test_an_alert_asks_for_both_windows_of_its_pace(objective: Objective) -> None:
    asked = [rule["expr"] for rule in of(objective) if "alert" in rule]
    for pace, expression in zip(PACES, asked, strict=True):
        assert expression.count(f"{pace.factor:g} * {objective.budget:g}") == 2
        assert f"{ratio(pace.long)}{{" in expression
        assert f"{ratio(pace.short)}{{" in expression


def test_a_pace_uses_up_thirty_days_in_the_time_it_names() -> None:
    assert [(round(30 / pace.factor), pace.used_up) for pace in PACES] == [(2, "two days"), (10, "ten days")]


def test_no_window_is_left_open() -> None:
    assert "WINDOW" not in rules()


def test_the_runbooks_name_every_promise_and_its_share() -> None:
    page = (PROJECT / "docs" / "runbooks.md").read_text()
    for objective in OBJECTIVES:
        (row,) = (line for line in page.splitlines() if line.startswith(f"| `{objective.name}` |"))
        assert objective.promise in row
        assert f"{objective.budget * 100:g}%" in row


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool (Debian: prometheus) is not installed")
def test_alerts_fire_when_they_should() -> None:
    checked = subprocess.run(["promtool", "test", "rules", CASES], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
