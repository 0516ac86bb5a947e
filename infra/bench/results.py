"""What a run leaves behind: its rows, and of which state of the project, on which machine, with which versions."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from infra.bench.processor import Stolen
from infra.bench.rows import Row
from infra.stack.settings import PROJECT

FILE = PROJECT / "bench" / "results.json"
SOAKED = PROJECT / "bench" / "soak.json"

_PACKAGES = ("aio-pika", "aiormq", "asyncpg", "faststream", "numpy", "pydantic", "starlette", "uvicorn", "uvloop")


class Report:
    """A run, from its beginning."""

    def __init__(self) -> None:
        self._started = datetime.now(UTC)
        self._load = os.getloadavg()[0]
        self._stolen = Stolen()

    def write(self, rows: Sequence[Row], engines: Mapping[str, str], file: Path) -> None:
        """Write down the rows; `engines` are the versions of broker and database."""
        told = {
            "date": self._started.isoformat(timespec="seconds"),
            "seconds": round((datetime.now(UTC) - self._started).total_seconds()),
            "commit": _commit(),
            "machine": _machine(),
            # Processes that wanted a core, in the minute before: more than none at the start is other people's work.
            "load": {"before": self._load, "after": os.getloadavg()[0]},
            # So is what the host of a virtual machine gave to others: it makes every time longer, the floors' too.
            "stolen": round(self._stolen.part(), 3),
            "versions": {
                "python": platform.python_version(),
                **engines,
                **{package: version(package) for package in _PACKAGES},
            },
            "rows": [row._replace(value=_short(row.value), floor=_short(row.floor), ratio=_short(row.ratio))._asdict()
                     for row in rows],
        }  # fmt: skip
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _commit() -> str | None:
    command = ["git", "describe", "--always", "--dirty"]
    told = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)  # noqa: S603 - constants
    return told.stdout.strip() or None


def _machine() -> dict[str, Any]:
    return {
        "processor": _entry("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "memory": _entry("/proc/meminfo", "MemTotal"),
        "system": platform.freedesktop_os_release()["PRETTY_NAME"],
    }


def _entry(file: str, name: str) -> str | None:
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), None)


def _short(value: float | None) -> Any:
    """Four digits say more than is known."""
    return value if value is None else float(f"{value:.4g}")
