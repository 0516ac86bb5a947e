"""Measures the system on this machine: `python -m infra.bench [NAME]…`.

All of it writes `bench/results.json`; the hour's soak, which is asked for by its name alone, `bench/soak.json`.
"""

import signal
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer
import uvloop
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from infra.bench import bulk, consumer, edge, freshness, limits, path, rebuild, relay, soak
from infra.bench.place import Place, opened
from infra.bench.results import FILE, SOAKED, Report
from infra.bench.rows import Row
from infra.cli.output import console, errors
from shared.telemetry.logs import configure_logs

REBUILT = 9_000
"""Proceedings the read model is rebuilt from: more than two hundred thousand events."""

Measure = Callable[[Place], list[Row]]


def run(
    names: Annotated[
        list[str] | None, typer.Argument(help="Which to run; if none is named, all but the hour's soak.")
    ] = None,
) -> None:
    """Measure on this machine, each against its floor in the same run; the whole takes some minutes."""
    unknown = set(names or ()) - set(BENCHMARKS)
    if unknown:
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    configure_logs("bench", "ERROR")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that it leaves nothing behind
    report, rows = Report(), list[Row]()
    file = FILE if not names else SOAKED if names == ["soak"] else None
    with opened() as place:
        for measured in _measured(place, {name: BENCHMARKS[name] for name in names or UNASKED}):
            rows += measured
            if file:  # after each: who interrupts a long run keeps what it has
                report.write(rows, place.versions(), file)
    console.print(_table(rows))
    if file:
        console.print(f"Written to {file}.")


def _measured(place: Place, chosen: Mapping[str, Measure]) -> Iterator[list[Row]]:
    columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors) as progress:
        task = progress.add_task("", total=len(chosen))
        for name, measure in chosen.items():
            progress.update(task, description=name)
            yield measure(place)
            progress.advance(task)


def _table(rows: Sequence[Row]) -> Table:
    table = Table("", "value", "unit", "floor", "ratio")
    for column in table.columns[1:]:
        column.justify = "right"
    for row in rows:
        table.add_row(row.name, _number(row.value), row.unit, _number(row.floor), _number(row.ratio))
    return table


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _awaited(measure: Callable[[Place], Coroutine[Any, Any, list[Row]]]) -> Measure:
    return lambda place: uvloop.run(measure(place))


def _rebuild(place: Place) -> list[Row]:
    model, store = place.database("court_query"), place.database("proceedings")
    return rebuild.measure(model.owner_url, store.owner_url, store.event_reader_url, REBUILT)


BENCHMARKS: dict[str, Measure] = {
    "relay": _awaited(relay.measure),
    "consumer": _awaited(consumer.measure),
    "path": _awaited(path.measure),
    "freshness": _awaited(freshness.measure),
    "rebuild": _rebuild,
    "limits": lambda _: limits.measure(),
    "bulk": bulk.measure,
    "edge": edge.measure,  # fills the disk with work that goes on after it
    "soak": soak.measure,
}
UNASKED = [name for name in BENCHMARKS if name != "soak"]
"""What runs where none is named; an hour's soak is asked for by its name."""


if __name__ == "__main__":
    typer.run(run)
