"""The configuration of Prometheus for a native stack: `python -m infra.telemetry.prometheus [name] > prometheus.yml`.

It has the jobs of `prometheus.yml`, which is for the containers, with the ports of the stack. With Debian's package:

    prometheus --config.file prometheus.yml --storage.tsdb.path data --web.listen-address 127.0.0.1:9090 \
        --web.external-url http://127.0.0.1:9090 --web.user-assets docs
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from infra.haproxy.certificates import AUTHORITY, MEMBER, MEMBER_KEY, member_folder
from infra.stack.addresses import Addresses, addresses_in, kind_of
from infra.stack.errors import StackError
from infra.stack.patroni import form_of
from infra.stack.settings import BACKUP, SERVICES, StackSettings

FOLDER = Path(__file__).parent
BROKER = ("broker", "broker_queues")
"""Jobs that scrape the broker; all others scrape a service, or HAProxy itself, through HAProxy."""
PATRONI, ETCD = "patroni", "etcd"
"""Jobs of a cluster: who is the primary, and what keeps it."""


def configuration(addresses: Addresses, processes: Sequence[str], certificates: Path) -> str:
    """The configuration for these addresses and numbered processes of services.

    `certificates` is the folder of those with which nodes of a cluster know each other.
    """
    chosen = yaml.safe_load((FOLDER / "prometheus.yml").read_text())
    for job in chosen["scrape_configs"]:
        interface = "broker_metrics" if job["job_name"] in BROKER else "operations"
        targets = [place for name, place in addresses.places.items() if kind_of(name) == interface]
        job["static_configs"] = [{"targets": targets}]
        if job["job_name"] == BACKUP:
            job["metrics_path"] = f"/{BACKUP}/metrics"
        if numbered := [name for name in processes if kind_of(name) == job["job_name"]]:
            labels = [{"instance": name, "__metrics_path__": f"/{name}/metrics"} for name in numbered]
            job["static_configs"] = [{"targets": list(targets), "labels": each} for each in labels]
    chosen["scrape_configs"] += _of_cluster(addresses, certificates)
    chosen["rule_files"] = [str(FOLDER / file) for file in chosen["rule_files"]]
    return str(yaml.safe_dump(chosen, sort_keys=False))


def _of_cluster(addresses: Addresses, certificates: Path) -> list[dict[str, Any]]:
    """The jobs that only a cluster has."""
    # etcd shows nothing to who has no certificate of the cluster.
    files = {"ca_file": AUTHORITY, "cert_file": MEMBER, "key_file": MEMBER_KEY}
    tls = {option: str(certificates / file) for option, file in files.items()}
    jobs: Mapping[str, dict[str, Any]] = {PATRONI: {}, ETCD: {"scheme": "https", "tls_config": tls}}
    targets = {job: [place for name, place in addresses.places.items() if kind_of(name) == job] for job in jobs}
    return [
        {"job_name": job, **options, "static_configs": [{"targets": targets[job]}]}
        for job, options in jobs.items()
        if targets[job]
    ]


def main(name: str = "default") -> int:
    """Print the configuration of the stack `name`."""
    home = StackSettings().home_of(name)
    settings = StackSettings().of_cluster() if form_of(home) else StackSettings()
    numbered = [process for kind in SERVICES for process in settings.processes_of(kind) if process != kind]
    try:
        sys.stdout.write(configuration(addresses_in(home), numbered, member_folder(home)))
    except StackError as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
