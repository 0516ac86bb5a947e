"""`lea read-model`: build the read model anew from the event stores, beside the one that answers."""

import asyncio
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.cli.common.output import AsJson, console, errors, print_json
from infra.cli.common.running_system import Name, addresses_of, owner_url
from infra.database.provisioning import DATABASES, EVENT_READER
from infra.stack.errors import StackError
from services.court_query.rebuild import AlreadyRunning, Rebuilt, rebuild
from services.court_query.rebuild import Progress as Reached

app = typer.Typer(no_args_is_help=True, help="The read model of service 3.11.01.")


@app.callback()
def read_model() -> None:
    """The read model of service 3.11.01."""


@app.command(name="rebuild")
def rebuild_(
    compare: Annotated[bool, typer.Option("--compare", help="Compare the copies at the switch.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that share the streams.")] = 2,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Build it anew and switch; the present copy answers meanwhile. Exit code 1 if compared copies differ."""
    addresses = addresses_of(name)
    store = addresses.database(EVENT_READER, DATABASES["proceedings"].name)
    with Progress(
        TextColumn("{task.description:<12}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("events"),
        TimeElapsedColumn(),
        console=errors,
        disable=as_json,
    ) as progress:
        task = progress.add_task("reading", total=None)

        def report(reached: Reached) -> None:
            total = max(reached.total, reached.events)
            progress.update(task, description=reached.phase, completed=reached.events, total=total)

        try:
            rebuilt = asyncio.run(
                rebuild(owner_url(addresses, "court_query"), store, workers=workers, comparing=compare, report=report)
            )
        except AlreadyRunning:
            raise StackError("Another rebuild is under way.") from None
    _show(rebuilt, as_json)
    if rebuilt.comparison and rebuilt.comparison.problem:
        raise StackError(f"{rebuilt.comparison.problem} The new copy answers now.")


def _show(rebuilt: Rebuilt, as_json: bool) -> None:
    comparison = rebuilt.comparison
    if as_json:
        as_data: dict[str, Any] | None = comparison and comparison._asdict()
        print_json({**rebuilt._asdict(), "comparison": as_data})
        return
    rate = rebuilt.events / rebuilt.seconds if rebuilt.seconds else 0
    console.print(
        f"Copy {rebuilt.copy} answers now: {rebuilt.events} events in {rebuilt.seconds:.1f} s "
        f"({rate:,.0f} a second); the consumer was held for {rebuilt.held * 1000:.0f} ms."
    )
    if comparison is None:
        return
    console.print(f"Proceedings compared with the copy before: {comparison.compared}.")
    if comparison.apart:
        console.print(f"Not compared, because events are still on their way to that copy: {comparison.apart}.")
