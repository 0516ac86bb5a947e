"""What Prometheus scrapes, as files that it reads again whenever they change (`file_sd`)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from infra.stack.addresses import kind_of
from infra.stack.settings import FRONT

PROCESSES, BROKER, ALERTS, ETCD = "processes", "broker", "alertmanager", "etcd"
"""The names of the files."""
PATRONI = "patroni"


class Target(NamedTuple):
    """Something with metrics."""

    place: str
    """`host:port`."""
    instance: str
    """Its name: `edge-1`. What stands before the number is the job."""
    path: str = "/metrics"


def behind_haproxy(operations: str, processes: Iterable[str]) -> list[Target]:
    """These processes, and HAProxy itself, at its address for operations."""
    return [Target(operations, name, f"/{name}/metrics") for name in (*processes, FRONT)]


def nodes(places: Mapping[str, str], interface: str, name: str) -> list[Target]:
    """The node, or nodes, that have this interface: `broker`, or `broker-1`, `broker-2` …"""
    found = [(each, place) for each, place in places.items() if kind_of(each) == interface]
    return [Target(place, each.replace(interface, name, 1)) for each, place in found]


def files(targets: Mapping[str, Sequence[Target]]) -> dict[str, str]:
    """The content of each file by its name."""
    return {f"{name}.json": _written(name, targets.get(name, ())) for name in (PROCESSES, BROKER, ALERTS, ETCD)}


def _written(file: str, targets: Sequence[Target]) -> str:
    groups = [{"targets": [each.place], "labels": _labels(file, each)} for each in targets]
    return json.dumps(groups, indent=2) + "\n"


def _labels(file: str, target: Target) -> dict[str, str]:
    labels = {"instance": target.instance}
    # All others are for jobs that are named in the configuration, with paths of their own.
    return {**labels, "job": kind_of(target.instance), "__metrics_path__": target.path} if file == PROCESSES else labels
