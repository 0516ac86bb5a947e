"""Dashboards and alerts against the code: every metric in a query exists."""

import importlib
import json
import pkgutil
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

import infra.backup
import services
import shared
from infra.stack.settings import PROJECT
from infra.telemetry.objectives import RUNBOOKS
from shared.plain_yaml import read_table

DASHBOARDS = sorted((PROJECT / "infra" / "dashboards").glob("*.json"))
TELEMETRY = PROJECT / "infra" / "telemetry"
OWN = "lea_"
SUFFIXES = {
    "counter": ("_total",),
    "gauge": ("",),
    "histogram": ("_bucket", "_sum", "_count"),
}
PROMETHEUS_ITSELF = {"up"}

# What in PromQL is no metric: strings, selectors, ranges, groupings, functions and operators.
NOISE = re.compile(r'"[^"]*"|\{[^}]*\}|\[[^\]]*\]|\b(?:by|without|on|ignoring)\s*\([^)]*\)')
NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*(?!\s*\()\b")
FUNCTION = re.compile(r"\b[a-z_]+\s*\(")
OPERATORS = {"and", "or", "unless", "bool"}
SELECTED = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)\{([^}]*)\}")
LABEL = re.compile(r'(\w+)\s*(?:=~|!~|!=|=)\s*"')


def metrics_in(expression: str) -> set[str]:
    """The names of the metrics a query asks for."""
    return set(NAME.findall(FUNCTION.sub("(", NOISE.sub("", expression)))) - OPERATORS


def exprs() -> Iterator[tuple[str, str]]:
    """Every query of a dashboard or an alert, with its place."""
    for file in DASHBOARDS:
        for panel in json.loads(file.read_text())["panels"]:
            for target in panel["targets"]:
                yield f"{file.name}: {panel['title']}", target["expr"]
    for rule in rules():
        yield f"rule {rule.get('alert') or rule['record']}", rule["expr"]


def rules() -> Iterator[dict[str, Any]]:
    """Every rule: alerts, and recorded queries."""
    for name in read_table((TELEMETRY / "prometheus.yml").read_text())["rule_files"]:
        for group in read_table((TELEMETRY / name).read_text())["groups"]:
            yield from group["rules"]


def alerts() -> list[dict[str, Any]]:
    return [rule for rule in rules() if "alert" in rule]


@pytest.fixture(scope="module")
def registered() -> dict[str, set[str]]:
    """Every metric of ours as Prometheus sees it, with its labels."""
    for package in (shared, services, infra.backup):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    known: dict[str, set[str]] = {}
    for collector in set(REGISTRY._names_to_collectors.values()):
        labels = set(getattr(collector, "_labelnames", ()))
        for family in collector.describe() if hasattr(collector, "describe") else ():
            for suffix in SUFFIXES.get(family.type, ()):
                known[family.name + suffix] = labels | ({"le"} if suffix == "_bucket" else set())
    return {name: labels for name, labels in known.items() if name.startswith(OWN)}


FOREIGN = {
    "rabbitmq": ("rabbitmq_",),
    "haproxy": ("haproxy_",),
    "cluster": ("patroni_", "etcd_"),
    "postgresql": ("pg_",),
    "host": ("node_",),
    "monitoring": ("alertmanager_",),
}
"""By the file that lists what we use of them: the prefixes of metrics of other programs.

Those of the distribution have them (tests/e2e/test_monitoring.py), and so have those of the containers.
"""


def foreign(program: str) -> set[str]:
    return set((PROJECT / "infra" / "dashboards" / f"{program}-metrics.txt").read_text().split())


def test_every_alert_has_one_runbook_in_its_order() -> None:
    page = (PROJECT / "docs" / "runbooks.md").read_text()
    assert re.findall(r"^### (\w+)\n\n\S", page, re.MULTILINE) == [rule["alert"] for rule in alerts()]


def test_every_alert_links_to_its_runbook() -> None:
    for rule in alerts():
        assert rule["annotations"]["runbook_url"] == f"{RUNBOOKS}#{rule['alert'].lower()}"


def test_names_are_found_in_queries() -> None:
    query = 'sum by (le, job) (rate(a_total{x="b_total"}[1m])) / on (job) max(c) > 0 and d{e=~"f"} == 1'
    assert metrics_in(query) == {"a_total", "c", "d"}
    assert metrics_in("histogram_quantile(0.99, sum by (le) (rate(x_bucket[5m])))") == {"x_bucket"}


def test_every_metric_asked_for_exists(registered: dict[str, set[str]]) -> None:
    known = registered.keys() | set[str]().union(*map(foreign, FOREIGN)) | PROMETHEUS_ITSELF
    known |= {rule["record"] for rule in rules() if "record" in rule}
    unknown = {where: missing for where, query in exprs() if (missing := metrics_in(query) - known)}
    assert not unknown


def test_every_label_selected_exists(registered: dict[str, set[str]]) -> None:
    added = {"job", "instance"}
    wrong = {
        where: (metric, label)
        for where, query in exprs()
        for metric, selectors in SELECTED.findall(query)
        for label in LABEL.findall(selectors)
        if metric in registered and label not in registered[metric] | added
    }
    assert not wrong


def test_every_metric_of_ours_is_shown_somewhere(registered: dict[str, set[str]]) -> None:
    asked = set[str]().union(*(metrics_in(query) for _, query in exprs()))
    families = {re.sub(r"_(bucket|sum|count|total)$", "", name) for name in registered}
    shown = {re.sub(r"_(bucket|sum|count|total)$", "", name) for name in asked}
    outside = {name for name in families if name.startswith("lea_subscriber_")}  # of processes that are not ours
    assert families - outside - shown == set()


@pytest.mark.parametrize("program", FOREIGN)
def test_the_listed_foreign_metrics_are_those_in_use(program: str) -> None:
    asked = set[str]().union(*(metrics_in(query) for _, query in exprs()))
    assert {name for name in asked if name.startswith(FOREIGN[program])} == foreign(program)


@pytest.mark.parametrize("file", DASHBOARDS, ids=lambda file: file.stem)
def test_dashboards_are_whole(file: Path) -> None:
    dashboard = json.loads(file.read_text())
    panels: list[dict[str, Any]] = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    covered = set[tuple[int, int]]()
    for panel in panels:
        assert panel["title"]
        assert panel["datasource"]["uid"] == "prometheus"
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & covered, f"{panel['title']} lies on another panel"
        covered |= cells
    assert max(x for x, _ in covered) < 24


def test_dashboards_have_their_own_names() -> None:
    loaded = [json.loads(file.read_text()) for file in DASHBOARDS]
    assert len(loaded) == 9
    assert len({dashboard["uid"] for dashboard in loaded}) == len(loaded)


def test_alerts_have_summary_and_description() -> None:
    for rule in alerts():
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert set(rule["annotations"]) == {"summary", "description", "runbook_url"}


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool (Debian: prometheus) is not installed")
def test_prometheus_itself_accepts_every_query(tmp_path: Path) -> None:
    rules = [{"record": f"panel:{number}", "expr": query} for number, (_, query) in enumerate(exprs())]
    (tmp_path / "panels.yml").write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    for arguments in (
        ("check", "rules", tmp_path / "panels.yml"),
        ("check", "rules", TELEMETRY / "alerts.yml", TELEMETRY / "objectives.yml"),
        ("check", "config", TELEMETRY / "prometheus.yml"),
    ):
        checked = subprocess.run(["promtool", *arguments], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr
