"""The configuration of Prometheus for a native stack: `python -m infra.telemetry.prometheus [name] > prometheus.yml`.

It has the jobs of `prometheus.yml`, which is for the containers, with the ports of the stack. With Debian's package:

    prometheus --config.file prometheus.yml --storage.tsdb.path data --web.listen-address 127.0.0.1:9090
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import yaml

from infra.stack.addresses import Addresses, addresses_in, kind_of
from infra.stack.errors import StackError
from infra.stack.patroni import form_of
from infra.stack.settings import BACKUP, SERVICES, StackSettings

FOLDER = Path(__file__).parent
BROKER = ("broker", "broker_queues")
"""Jobs that scrape the broker; all others scrape a service, or HAProxy itself, through HAProxy."""


def configuration(addresses: Addresses, processes: Sequence[str]) -> str:
    """The configuration for these addresses and numbered processes of services."""
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
    chosen["rule_files"] = [str(FOLDER / file) for file in chosen["rule_files"]]
    return str(yaml.safe_dump(chosen, sort_keys=False))


def main(name: str = "default") -> int:
    """Print the configuration of the stack `name`."""
    home = StackSettings().home_of(name)
    settings = StackSettings().of_cluster() if form_of(home) else StackSettings()
    numbered = [process for kind in SERVICES for process in settings.processes_of(kind) if process != kind]
    try:
        sys.stdout.write(configuration(addresses_in(home), numbered))
    except StackError as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
