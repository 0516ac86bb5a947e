"""Prometheus, Alertmanager and two exporters as processes of the stack: `lea stack up --monitoring`."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import yaml

from infra.database.databases import MONITOR
from infra.stack.addresses import LOOPBACK, Addresses, kind_of
from infra.stack.binaries import PATH, engine_user, of_monitoring, private_folder, write_private
from infra.stack.errors import StackError
from infra.stack.etcd import client_files
from infra.stack.passwords import password_of
from infra.stack.ports import Ports
from infra.stack.process import Program
from infra.stack.readiness import answers
from infra.stack.settings import (
    ALERTMANAGER,
    DATABASE_EXPORTER,
    HOST_EXPORTER,
    PROJECT,
    PROMETHEUS,
    WATCHERS,
    StackSettings,
)
from infra.telemetry import alertmanager
from infra.telemetry.targets import ALERTS, BROKER, ETCD, PATRONI, PROCESSES, Target, behind_haproxy, files, nodes
from shared.plain_yaml import read_table

_TELEMETRY = PROJECT / "infra" / "telemetry"
_KEPT = "15d"
_OF_HOST = ("cpu", "diskstats", "filesystem", "loadavg", "meminfo", "stat", "time", "timex")


def check(settings: StackSettings) -> None:
    """Raises StackError if something is missing that all of them need: before anything else is started."""
    for program in _BINARIES.values():
        of_monitoring(program)
    alertmanager_configuration(settings)


def programs(
    home: Path, settings: StackSettings, ports: Ports, addresses: Addresses, served: Sequence[str]
) -> list[Program]:
    """All of them; `served` are the processes behind HAProxy. Every server of a cluster has an exporter of its own."""
    user = engine_user("prometheus")
    folder = private_folder(home / "monitoring", user)
    _write_prometheus(home, folder, addresses, served, user)
    write_private(folder / "alertmanager.yml", alertmanager_configuration(settings), user)
    for name in (PROMETHEUS, ALERTMANAGER):
        private_folder(folder / f"{name}-data", user)
    return [_program(name, folder, ports, addresses, user) for name in ports.named if kind_of(name) in WATCHERS]


_BINARIES = {
    PROMETHEUS: "prometheus",
    ALERTMANAGER: "prometheus-alertmanager",
    DATABASE_EXPORTER: "prometheus-postgres-exporter",
    HOST_EXPORTER: "prometheus-node-exporter",
}


def _program(name: str, folder: Path, ports: Ports, addresses: Addresses, user: str | None) -> Program:
    kind, port = kind_of(name), ports[name]
    arguments = {
        PROMETHEUS: (
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'prometheus-data'}",
            f"--storage.tsdb.retention.time={_KEPT}",
            f"--web.external-url=http://{LOOPBACK}:{port}",
            # The traces of measured values.
            "--enable-feature=exemplar-storage",
            # The runbooks, which its alerts link to.
            f"--web.user-assets={folder / 'docs'}",
        ),
        ALERTMANAGER: (
            f"--config.file={folder / 'alertmanager.yml'}",
            f"--storage.path={folder / 'alertmanager-data'}",
            f"--web.external-url=http://{LOOPBACK}:{port}",
            # It has no others to agree with.
            "--cluster.listen-address=",
        ),
        # Of a standby it asks in vain for slots at each scrape, and says so.
        DATABASE_EXPORTER: ("--disable-settings-metrics", "--log.level=error"),
        HOST_EXPORTER: ("--collector.disable-defaults", *(f"--collector.{each}" for each in _OF_HOST)),
    }
    server = addresses.places.get(name.replace(DATABASE_EXPORTER, "postgresql"), "")
    path = "/-/ready" if kind in (PROMETHEUS, ALERTMANAGER) else "/"
    return Program(
        name=name,
        argv=(str(of_monitoring(_BINARIES[kind])), f"--web.listen-address={LOOPBACK}:{port}", *arguments[kind]),
        environment={
            "PATH": PATH,
            "LC_ALL": "C.UTF-8",
            **(server_of_exporter(addresses, server) if kind == DATABASE_EXPORTER else {}),
        },
        ready=lambda: answers(port, path),
        ports={kind: port},
        user=user,
        folder=folder,
    )


def alertmanager_configuration(settings: StackSettings) -> str:
    """The file that settings name, else one with the receiver that they name."""
    if settings.alertmanager_config is None:
        webhook = settings.alert_webhook
        return alertmanager.configuration(webhook.get_secret_value() if webhook else None)
    try:
        return settings.alertmanager_config.read_text()
    except OSError as missing:
        raise StackError(f"The configuration of Alertmanager cannot be read: {missing}.") from None


def _write_prometheus(home: Path, folder: Path, addresses: Addresses, served: Sequence[str], user: str | None) -> None:
    """Its configuration, rules and targets, and the pages that alerts link to: it may not be able to read ours."""
    for rules in ("alerts.yml", "objectives.yml"):
        write_private(folder / rules, (_TELEMETRY / rules).read_text(), user)
    configuration = read_table((_TELEMETRY / "prometheus.yml").read_text())
    found = _targets(addresses, served)
    if found[ETCD]:
        # It shows nothing to who has no certificate of the cluster.
        own = client_files(home, folder, user)
        tls = {"ca_file": own["cacert"], "cert_file": own["cert"], "key_file": own["key"]}
        job = {"job_name": ETCD, "scheme": "https", "tls_config": tls}
        configuration["scrape_configs"].append({**job, "file_sd_configs": [{"files": [f"targets/{ETCD}.json"]}]})
    write_private(folder / "prometheus.yml", yaml.safe_dump(configuration, sort_keys=False), user)
    private_folder(folder / "targets", user)
    for name, text in files(found).items():
        write_private(folder / "targets" / name, text, user)
    shutil.copytree(PROJECT / "docs", folder / "docs", ignore=_pictures, dirs_exist_ok=True)


def _targets(addresses: Addresses, served: Sequence[str]) -> dict[str, list[Target]]:
    places = addresses.places
    processes = behind_haproxy(places["operations"], served) if served else []
    watchers = [target for kind in WATCHERS for target in nodes(places, kind, kind)]
    return {
        PROCESSES: [*processes, *nodes(places, PATRONI, PATRONI), *watchers],
        BROKER: nodes(places, "broker_metrics", "broker"),
        ALERTS: [Target(places[ALERTMANAGER], ALERTMANAGER)],
        ETCD: nodes(places, ETCD, ETCD),
    }


def server_of_exporter(addresses: Addresses, server: str) -> dict[str, str]:
    """The environment of the exporter of this server (`host:port`)."""
    password = addresses.passwords[password_of(MONITOR)]
    return {"DATA_SOURCE_NAME": f"postgresql://{MONITOR}:{password}@{server}/postgres?sslmode=disable"}


def _pictures(_: str, names: list[str]) -> list[str]:
    return [name for name in names if "." in name and not name.endswith(".md")]
