"""The processes of a stack: identity, memory, readiness and metrics."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import httpx

from infra.stack.addresses import kind_of
from infra.stack.overview import overview
from infra.stack.settings import SERVICES
from tests.system import System

_RESIDENT = re.compile(r"^VmRSS:\s+([0-9]+) kB$", re.MULTILINE)
_SERIES = re.compile(r"^(\w+)\{([^}]*)\} ([0-9.e+]+)$", re.MULTILINE)
_LABEL = re.compile(r'(\w+)="([^"]*)"')
_REFUSED = ("unreadable", "not-permitted")


@dataclass(frozen=True)
class Process:
    """A process at one moment."""

    pid: int
    restarts: int
    megabytes: float
    """Resident memory."""


def processes(system: System) -> dict[str, Process]:
    """Every process of the stack."""
    return {
        record.name: Process(record.pid, record.restarts, _resident(record.pid))
        for record in overview(system.stack.home).processes
    }


def is_service(name: str) -> bool:
    """Whether it is a process of the project."""
    return kind_of(name) in SERVICES


def _resident(pid: int) -> float:
    found = _RESIDENT.search(Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


@dataclass(frozen=True)
class ServiceReports:
    """Readiness and metrics of the services."""

    sessions: dict[str, float]
    """New subscriptions by consumer: one more means that a message ended a connection."""
    refused: Counter[str]
    """Messages that were not a command of their sender, by service."""
    unready: list[str]


async def service_reports(system: System, client: httpx.AsyncClient) -> ServiceReports:
    """Read readiness and metrics of every process."""
    sessions, refused, unready = dict[str, float](), Counter[str](), list[str]()
    for name in (each for each in processes(system) if is_service(each)):
        ready = await client.get(f"{system.stack.url(name)}/readyz")
        if ready.status_code != httpx.codes.OK:
            unready.append(f"{name}: {ready.text}")
        for series, labels, value in _SERIES.findall((await client.get(f"{system.stack.url(name)}/metrics")).text):
            label = dict(_LABEL.findall(labels))
            if series == "lea_consumer_sessions_total":
                sessions[label["consumer"]] = sessions.get(label["consumer"], 0) + float(value)
            if series == "lea_command_seconds_count" and label["type"] in _REFUSED:
                refused[name.removesuffix("_worker")] += int(float(value))
    return ServiceReports(sessions, refused, unready)
