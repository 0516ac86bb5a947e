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
from infra.compose.preparation import processes
from infra.haproxy.certificates import install_member, member_folder
from infra.stack.addresses import addresses_in
from infra.stack.ports import NODES
from infra.stack.settings import BACKUP, PROJECT, SERVICES
from infra.telemetry.objectives import RUNBOOKS
from infra.telemetry.prometheus import BROKER, ETCD, PATRONI, configuration

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
    for name in yaml.safe_load((TELEMETRY / "prometheus.yml").read_text())["rule_files"]:
        for group in yaml.safe_load((TELEMETRY / name).read_text())["groups"]:
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


@pytest.fixture(scope="module")
def broker_metrics() -> set[str]:
    """The metrics of RabbitMQ's plugin that we use; the same in 3.10 and 4.0."""
    return set((PROJECT / "infra" / "dashboards" / "rabbitmq-metrics.txt").read_text().split())


@pytest.fixture(scope="module")
def haproxy_metrics() -> set[str]:
    """The metrics of HAProxy's exporter that we use."""
    return set((PROJECT / "infra" / "dashboards" / "haproxy-metrics.txt").read_text().split())


@pytest.fixture(scope="module")
def cluster_metrics() -> set[str]:
    """The metrics of Patroni and etcd that we use."""
    return set((PROJECT / "infra" / "dashboards" / "cluster-metrics.txt").read_text().split())


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


def test_every_metric_asked_for_exists(
    registered: dict[str, set[str]], broker_metrics: set[str], haproxy_metrics: set[str], cluster_metrics: set[str]
) -> None:
    known = registered.keys() | broker_metrics | haproxy_metrics | cluster_metrics | PROMETHEUS_ITSELF
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


def test_the_allowed_foreign_metrics_are_those_in_use(
    broker_metrics: set[str], haproxy_metrics: set[str], cluster_metrics: set[str]
) -> None:
    asked = set[str]().union(*(metrics_in(query) for _, query in exprs()))
    assert {name for name in asked if name.startswith("rabbitmq_")} == broker_metrics
    assert {name for name in asked if name.startswith("haproxy_")} == haproxy_metrics
    assert {name for name in asked if name.startswith(("patroni_", "etcd_"))} == cluster_metrics


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
    assert len(loaded) == 5
    assert len({dashboard["uid"] for dashboard in loaded}) == len(loaded)


def test_prometheus_watches_every_service_and_the_broker() -> None:
    watched = yaml.safe_load((TELEMETRY / "prometheus.yml").read_text())
    assert [job["job_name"] for job in watched["scrape_configs"]] == [*SERVICES, BACKUP, "front", *BROKER]
    containers = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"]
    for job in watched["scrape_configs"]:
        for asked in job["static_configs"]:
            (target,) = asked["targets"]
            assert target.partition(":")[0] in containers
    paths = [path_of(job, asked) for job in watched["scrape_configs"] for asked in job["static_configs"]]
    assert {f"/{process}/metrics" for process in (*processes(), "front")} <= set(paths)


def path_of(job: dict[str, Any], asked: dict[str, Any]) -> str:
    return str(asked.get("labels", {}).get("__metrics_path__") or job.get("metrics_path"))


def test_prometheus_scrapes_the_ports_of_a_native_stack(tmp_path: Path) -> None:
    ports = {"operations": 24010, "edge": 24014, "broker_metrics": 24003}
    (tmp_path / "ports.json").write_text(json.dumps({"base": 24000, "ports": ports}))
    made = yaml.safe_load(configuration(addresses_in(tmp_path), ["edge-1", "edge-2", "edge-3"], tmp_path))
    jobs = {job["job_name"]: job for job in made["scrape_configs"]}
    targets = {name: job["static_configs"][0]["targets"] for name, job in jobs.items()}
    assert path_of(jobs["edge"], jobs["edge"]["static_configs"][2]) == "/edge-3/metrics"
    assert targets["intake"] == targets["edge"] == targets["front"] == ["127.0.0.1:24010"]
    assert targets["broker"] == targets["broker_queues"] == [f"127.0.0.1:{ports['broker_metrics']}"]
    assert path_of(jobs["backup"], jobs["backup"]["static_configs"][0]) == "/backup/metrics"
    assert targets["backup"] == targets["intake"]
    assert all(Path(file).exists() for file in made["rule_files"])


def test_prometheus_scrapes_what_keeps_the_primary_of_a_cluster(tmp_path: Path) -> None:
    nodes = {f"{kind}-{node}": 24020 + 3 * place + node for place, kind in enumerate((PATRONI, ETCD)) for node in NODES}
    ports = {**nodes, "operations": 24010, "edge": 24014}
    (tmp_path / "ports.json").write_text(json.dumps({"base": 24000, "ports": ports}))
    made = yaml.safe_load(configuration(addresses_in(tmp_path), [], install_member(member_folder(tmp_path))))
    jobs = {job["job_name"]: job for job in made["scrape_configs"]}
    for name in (PATRONI, ETCD):
        (asked,) = jobs[name]["static_configs"]
        assert asked["targets"] == [f"127.0.0.1:{ports[f'{name}-{node}']}" for node in NODES]
    assert jobs[ETCD]["scheme"] == "https"
    assert all(Path(file).exists() for file in jobs[ETCD]["tls_config"].values())


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
