"""How the processes of a stack fare: who they are, their memory, and what they say of themselves."""

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
class Told:
    """What the services say of themselves."""

    sessions: dict[str, float]
    """Subscriptions begun, by consumer: one more means that a message cost somebody the connection."""
    refused: Counter[str]
    """Messages that were no command of their sender's, by service."""
    unready: list[str]


async def told(system: System, client: httpx.AsyncClient) -> Told:
    """Ask every process of a service."""
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
    return Told(sessions, refused, unready)
