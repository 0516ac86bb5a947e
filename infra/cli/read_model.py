"""`lea read-model`: rebuild the read model from the event stores while the present copy is in use."""

import asyncio
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.cli.common.output import AsJson, console, errors, print_json
from infra.cli.common.running_system import Name, addresses_of, owner_url
from infra.database.provisioning import DATABASES, EVENT_READER
from infra.stack.errors import StackError
from services.court_query.rebuild import AlreadyRunning, Rebuilt, requests
from services.court_query.rebuild import Progress as Reached

app = typer.Typer(no_args_is_help=True, help="The read model of service 3.11.01.")


@app.callback()
def read_model() -> None:
    """The read model of service 3.11.01."""


@app.command(name="rebuild")
def rebuild_(
    compare: Annotated[bool, typer.Option("--compare", help="Compare the copies at the switch.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes among which streams are distributed.")] = 2,
    actor: Annotated[str, typer.Option("--as", envvar="LEA_ACTOR", help="Who is recorded.")] = "operations",
    reason: Annotated[str, typer.Option(help="The reason, which is recorded.")] = "lea read-model rebuild",
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Rebuild it and switch; answers come from the present copy until then. Exit code 1 if compared copies differ."""
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

        async def rebuild_recorded() -> Rebuilt:
            owner = owner_url(addresses, "court_query")
            request = await requests.begin(owner, actor, reason, comparing=compare)
            return await requests.carry_out(request, owner, store, workers=workers, report=report)

        try:
            rebuilt = asyncio.run(rebuild_recorded())
        except AlreadyRunning:
            raise StackError("Another rebuild is running.") from None
    _show(rebuilt, as_json)
    if rebuilt.comparison and rebuilt.comparison.problem:
        raise StackError(f"{rebuilt.comparison.problem} The new copy is now in use.")


def _show(rebuilt: Rebuilt, as_json: bool) -> None:
    comparison = rebuilt.comparison
    if as_json:
        as_data: dict[str, Any] | None = comparison and comparison._asdict()
        print_json({**rebuilt._asdict(), "comparison": as_data})
        return
    rate = rebuilt.events / rebuilt.seconds if rebuilt.seconds else 0
    console.print(
        f"Copy {rebuilt.copy} is now in use: {rebuilt.events} events in {rebuilt.seconds:.1f} s "
        f"({rate:,.0f} per second); the consumer was paused for {rebuilt.held * 1000:.0f} ms."
    )
    if comparison is None:
        return
    console.print(f"Proceedings compared with the previous copy: {comparison.compared}.")
    if comparison.apart:
        console.print(f"Not compared, because the previous copy has not applied all events yet: {comparison.apart}.")
