"""Measures the performance targets of docs/performance.md on this machine: `python -m infra.bench [NAME]…`."""

import signal
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
import uvloop

from infra.bench import decide, desk, distribution, edge, imports, messaging, rebuild, throughput
from infra.bench.environment import Environment, opened
from infra.bench.results import FILE, Result, part, processor_ticks, table, write
from infra.cli.common.output import console, errors
from shared.telemetry.logs import configure_logs

BENCHMARKS: Mapping[str, Callable[[Environment], Coroutine[Any, Any, list[Result]]]] = {
    "edge": edge.measure,
    "messaging": messaging.measure,
    "decide": decide.measure,
    "throughput": throughput.measure,
    "imports": imports.measure,
    "rebuild": rebuild.measure,
    "distribution": distribution.measure,
    "desk": desk.measure,
}


def run(
    names: Annotated[list[str] | None, typer.Argument(help="Which to run; without a name all, into a file.")] = None,
    into_file: Annotated[bool, typer.Option("--write", help="Put the named ones into the file, too.")] = False,
) -> None:
    """Compare this machine's figures with the targets; all of them take some minutes."""
    unknown = set(names or ()) - set(BENCHMARKS)
    if unknown:
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    configure_logs("bench", "ERROR")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the stack stops with the run
    results, parts = list[Result](), dict[str, dict[str, Any]]()
    with opened() as environment:
        for name in names or BENCHMARKS:
            errors.print(f"measuring {name}")
            started, measured = datetime.now(UTC), _measured(environment, name)
            parts[name] = part(measured, started)
            results += measured
    console.print(table(results))
    if into_file or not names:
        write(parts, [*BENCHMARKS])
        console.print(f"Written to {FILE}.")


def _measured(environment: Environment, name: str) -> list[Result]:
    before, stolen_before = processor_ticks()
    results = uvloop.run(BENCHMARKS[name](environment))
    after, stolen_after = processor_ticks()
    stolen = round(100 * (stolen_after - stolen_before) / max(after - before, 1), 2)
    return [result._replace(stolen=stolen) for result in results]


if __name__ == "__main__":
    typer.run(run)
