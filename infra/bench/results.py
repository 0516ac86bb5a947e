"""Results: a table, and `bench/results.json`, where each part has its day, commit, load and machine."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from rich.table import Table

from infra.stack.settings import PROJECT

FILE = PROJECT / "bench" / "results.json"

_STEAL = 7  # column of /proc/stat


class Result(NamedTuple):
    """One measured value with its target; a value without a target is context."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    detail: str = ""
    stolen: float = 0.0
    """Percent of the processor time that the hypervisor gave to other machines during the measurement."""

    @property
    def target(self) -> str:
        """The target in words."""
        limit, word = (self.at_most, "at most") if self.at_least is None else (self.at_least, "at least")
        return "" if limit is None else f"{word} {number(limit)} {self.unit}".rstrip()

    @property
    def met(self) -> bool | None:
        """Whether the value meets its target; None without one."""
        if self.at_most is None and self.at_least is None:
            return None
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that `percent` percent of the values do not exceed."""
    return sorted(values)[min(len(values) * percent // 100, len(values) - 1)]


def number(value: float) -> str:
    """A value with three significant digits, or with all digits before the point."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def table(results: Sequence[Result]) -> Table:
    """The results for a terminal."""
    made = Table("", "target", "measured", "met", "stolen", "detail")
    for result in results:
        met = "" if result.met is None else "yes" if result.met else "no"
        measured = f"{number(result.value)} {result.unit}".rstrip()
        made.add_row(result.name, result.target, measured, met, f"{result.stolen:.1f} %", result.detail)
    return made


def part(results: Sequence[Result], started: datetime) -> dict[str, Any]:
    """What a benchmark measured, when, at which commit, on which machine, and how busy that was."""
    return {
        "date": started.isoformat(timespec="seconds"),
        "seconds": round((datetime.now(UTC) - started).total_seconds()),
        "commit": _commit(),
        "load": round(os.getloadavg()[0], 1),  # of the last minute; the benchmark itself is a part of it
        "machine": _machine(),
        "results": [
            {**result._asdict(), "value": float(f"{result.value:.4g}"), "met": result.met} for result in results
        ],
    }


def write(parts: Mapping[str, Mapping[str, Any]], order: Sequence[str], file: Path = FILE) -> None:
    """Put parts into the file, in this order, in place of what it has of them; the other parts stay."""
    known = {**(json.loads(file.read_text(encoding="utf-8"))["parts"] if file.exists() else {}), **parts}
    report = {"parts": {name: known[name] for name in order if name in known}}
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _machine() -> dict[str, Any]:
    return {
        "processor": _entry("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "memory": _entry("/proc/meminfo", "MemTotal"),
        "system": platform.freedesktop_os_release()["PRETTY_NAME"],
        "python": platform.python_version(),
    }


def processor_ticks() -> tuple[int, int]:
    """Processor time of this machine since its start, and the part taken by the hypervisor (steal)."""
    ticks = [int(field) for field in Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]]
    return sum(ticks), ticks[_STEAL]


def _commit() -> str | None:
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)  # noqa: S603 - constants
    return done.stdout.strip() or None


def _entry(file: str, name: str) -> Any:
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), None)
