"""What Prometheus scrapes and Alertmanager sends, natively, in a cluster and in containers."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from infra.compose.preparation import INSIDE, prepare, processes
from infra.database.databases import MONITOR
from infra.stack import binaries, monitoring
from infra.stack.addresses import on_loopback
from infra.stack.errors import StackError
from infra.stack.passwords import Passwords, password_of
from infra.stack.ports import CLUSTER_OFFSETS, NODES, OFFSETS, Ports
from infra.stack.process import Program
from infra.stack.settings import BACKUP, FRONT, PROJECT, SERVICES, WATCHERS, StackSettings
from shared.plain_yaml import read_table

TELEMETRY = PROJECT / "infra" / "telemetry"
BASE = 24000
OUTSIDE = ("broker", "patroni", "etcd", "database_exporter")
"""Jobs of nodes, which are not behind HAProxy."""


@pytest.fixture(autouse=True)
def _no_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs need not be installed, and files belong to the user of the test."""
    monkeypatch.setattr(monitoring, "of_monitoring", lambda name: Path("/usr/bin") / name)
    monkeypatch.setattr(monitoring, "engine_user", lambda _: None)


def made(
    home: Path, offsets: Mapping[str, int], served: list[str], settings: StackSettings | None = None
) -> dict[str, Program]:
    passwords = Passwords(home / "passwords.json")
    passwords.generate(password_of(MONITOR))
    ports = Ports(BASE, [], offsets)
    addresses = on_loopback(ports.named, passwords)
    found = monitoring.programs(home, settings or StackSettings(), ports, addresses, served)
    return {program.name: program for program in found}


def scraped(folder: Path) -> dict[str, set[tuple[str, str]]]:
    """The address of everything that is scraped, with its name, by job; as Prometheus reads the configuration."""
    found = dict[str, set[tuple[str, str]]]()
    for job in read_table((folder / "prometheus.yml").read_text())["scrape_configs"]:
        (files,) = job["file_sd_configs"]
        for file in files["files"]:
            for group in json.loads((folder / file).read_text()):
                labels = group["labels"]
                path = labels.get("__metrics_path__", job.get("metrics_path", "/metrics"))
                (place,) = group["targets"]
                name = labels.get("job", job["job_name"])
                found.setdefault(name, set()).add((labels["instance"], f"{place}{path}"))
    return found


def test_every_process_of_a_native_stack_is_discovered(tmp_path: Path) -> None:
    settings = StackSettings(edge_processes=3)
    served = [process for name in SERVICES for process in settings.processes_of(name)]
    made(tmp_path, OFFSETS, [BACKUP, *served])
    found = scraped(tmp_path / "monitoring")
    assert set(found) == {*SERVICES, BACKUP, FRONT, "broker", "broker_queues", *WATCHERS}
    assert found["edge"] == {(f"edge-{each}", f"127.0.0.1:24010/edge-{each}/metrics") for each in (1, 2, 3)}
    assert found["intake"] == {("intake", "127.0.0.1:24010/intake/metrics")}
    assert found["broker"] == {("broker", "127.0.0.1:24003/metrics")}
    assert found["broker_queues"] == {("broker", "127.0.0.1:24003/metrics/detailed")}
    assert found["prometheus"] == {("prometheus", "127.0.0.1:24006/metrics")}


def test_every_node_and_process_of_a_cluster_is_discovered(tmp_path: Path) -> None:
    settings = StackSettings().of_cluster()
    served = [process for name in SERVICES for process in settings.processes_of(name)]
    programs = made(tmp_path, CLUSTER_OFFSETS, served, settings)
    found = scraped(tmp_path / "monitoring")
    for job in OUTSIDE:
        assert {name for name, _ in found[job]} == {f"{job}-{node}" for node in NODES}
    assert {name for name, _ in found["deadlines"]} == {"deadlines-1", "deadlines-2"}
    jobs = read_table((tmp_path / "monitoring" / "prometheus.yml").read_text())["scrape_configs"]
    (etcd,) = (job for job in jobs if job["job_name"] == "etcd")
    assert etcd["scheme"] == "https"
    assert all(Path(file).exists() for file in etcd["tls_config"].values())
    for node in NODES:
        server = programs[f"database_exporter-{node}"].environment["DATA_SOURCE_NAME"]
        assert f"@127.0.0.1:{BASE + CLUSTER_OFFSETS[f'postgresql-{node}']}/postgres" in server


def test_without_services_there_is_no_haproxy_to_scrape(tmp_path: Path) -> None:
    made(tmp_path, OFFSETS, [])
    assert set(scraped(tmp_path / "monitoring")) == {"broker", "broker_queues", *WATCHERS}


def test_everything_listens_on_loopback_and_no_password_is_an_argument(tmp_path: Path) -> None:
    password = SecretStr("http://127.0.0.1:1/secret")
    for name, program in made(tmp_path, OFFSETS, [], StackSettings(alert_webhook=password)).items():
        assert f"--web.listen-address=127.0.0.1:{BASE + OFFSETS[name]}" in program.argv
        assert "secret" not in " ".join(program.argv)
    assert (tmp_path / "monitoring" / "alertmanager.yml").stat().st_mode & 0o777 == 0o600


def test_the_pages_that_alerts_link_to_are_served(tmp_path: Path) -> None:
    program = made(tmp_path, OFFSETS, [])["prometheus"]
    (folder,) = (word.partition("=")[2] for word in program.argv if "user-assets" in word)
    assert (Path(folder) / "runbooks.md").read_text() == (PROJECT / "docs" / "runbooks.md").read_text()


def test_containers_are_discovered_as_a_native_stack_is(tmp_path: Path) -> None:
    home = tmp_path / "compose"
    prepare(home)
    shutil.copy(TELEMETRY / "prometheus.yml", home / "monitoring")
    found = scraped(home / "monitoring")
    assert set(found) == {*SERVICES, BACKUP, FRONT, "broker", "broker_queues", *WATCHERS}
    assert {name for names in found.values() for name, _ in names} >= {*processes(), FRONT}
    containers = read_table((PROJECT / "docker-compose.yml").read_text())["services"]
    hosts = {place.partition(":")[0] for names in found.values() for _, place in names}
    assert hosts <= containers.keys()
    assert found["desk"] == {("desk", f"{INSIDE['operations']}/desk/metrics")}
    assert all(file.stat().st_mode & 0o004 for file in (home / "monitoring").rglob("*"))


def test_what_is_missing_is_named_with_what_installs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monitoring.check(StackSettings())
    monkeypatch.setattr(binaries, "PATH", str(tmp_path))
    monkeypatch.setattr(monitoring, "of_monitoring", binaries.of_monitoring)
    with pytest.raises(StackError, match=r"No prometheus at .*: `infra/setup monitoring` installs it"):
        monitoring.check(StackSettings())


# -- Alertmanager


def receivers(settings: StackSettings) -> Any:
    return read_table(monitoring.alertmanager_configuration(settings))["receivers"]


def test_alerts_go_to_the_address_of_the_settings() -> None:
    assert receivers(StackSettings()) == [{"name": "operators"}]
    (receiver,) = receivers(StackSettings(alert_webhook=SecretStr("http://127.0.0.1:9/alerts")))
    assert receiver["webhook_configs"] == [{"url": "http://127.0.0.1:9/alerts", "send_resolved": True}]


def test_a_configuration_of_ones_own_is_taken_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "own.yml"
    with pytest.raises(StackError, match="The configuration of Alertmanager cannot be read"):
        monitoring.alertmanager_configuration(StackSettings(alertmanager_config=file))
    file.write_text("route: {receiver: mail}\nreceivers: [{name: mail}]\n")
    assert monitoring.alertmanager_configuration(StackSettings(alertmanager_config=file)) == file.read_text()


@pytest.mark.skipif(shutil.which("amtool") is None, reason="amtool (Debian: prometheus-alertmanager) is not installed")
@pytest.mark.parametrize("webhook", [None, SecretStr("http://127.0.0.1:9/alerts")])
def test_alertmanager_and_prometheus_accept_what_is_written(tmp_path: Path, webhook: SecretStr | None) -> None:
    made(tmp_path, OFFSETS, list(SERVICES), StackSettings(alert_webhook=webhook))
    folder = tmp_path / "monitoring"
    for command in (
        ("amtool", "check-config", folder / "alertmanager.yml"),
        ("promtool", "check", "config", folder / "prometheus.yml"),
    ):
        checked = subprocess.run(command, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        assert "WARNING" not in checked.stdout
