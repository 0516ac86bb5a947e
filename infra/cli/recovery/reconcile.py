"""`lea reconcile`: every consumer against every event store, both ways."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name, addresses_of
from infra.cli.common.terminal import PlainTable
from infra.stack.errors import StackError

if TYPE_CHECKING:
    from infra.recovery.reconcile import Reconciled
    from shared.reconciliation.comparison import Difference

app = typer.Typer()

_SHOWN = 20


@app.command()
def reconcile(
    grace: Annotated[float, typer.Option(min=0, help="Seconds in which what is on its way should arrive.")] = 10.0,
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of streams shown of each kind.")] = _SHOWN,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Compare every consumer with its sources, both ways. Changes nothing; exit code 1 if something is wrong."""
    from infra.recovery.reconcile import reconcile as compared

    try:
        found = asyncio.run(compared(addresses_of(name), grace=grace))
    except OSError as error:
        raise StackError(f"A database does not answer: {error}") from None
    if as_json:
        print_json([_as_data(each) for each in found])
    else:
        _show(found, limit)
    if problems := [f"{each.consumer}: {each.problem}" for each in found if each.problem]:
        raise StackError("; ".join(problems))


def _show(found: Sequence["Reconciled"], limit: int) -> None:
    table = PlainTable(
        "consumer", "source", "streams", "ahead", "lacking", "held", "waiting", box=None, padding=(0, 2, 0, 0)
    )
    for each in found:
        numbers = (each.comparison.streams, *map(len, (each.ahead, each.lacking, each.held, each.waiting)))
        table.add_row(each.consumer, each.source, *map(str, numbers))
    console.print(table)
    for each in found:
        for difference in (*each.ahead[:limit], *each.lacking[:limit]):
            console.print(f"{each.consumer}, {each.source}: {_sentence(difference)}")
        for waiting in each.waiting[:limit]:
            place = f"stream {waiting.stream}, version {waiting.version}"
            console.print(f"{each.consumer}, {each.source}: {place} is held ({waiting.reason}): {waiting.problem}")


def _sentence(difference: "Difference") -> str:
    stream, reached, stored = difference.stream, difference.reached, difference.stored
    match difference.kind:
        case "ahead":
            return f"stream {stream}: applied up to {reached}, the store ends with {stored}"
        case "differing":
            return f"stream {stream}: another event was applied as version {reached} than the store has"
        case _:
            return f"stream {stream}: applied up to {reached}, published up to {stored} since {difference.since}"


def _as_data(each: "Reconciled") -> dict[str, Any]:
    return {
        "service": each.service,
        "consumer": each.consumer,
        "source": each.source,
        "streams": each.comparison.streams,
        "ahead": [_difference(difference) for difference in each.ahead],
        "lacking": [_difference(difference) for difference in each.lacking],
        "held": [_difference(difference) for difference in each.held],
        "waiting": [waiting._asdict() for waiting in each.waiting],
        "problem": each.problem,
    }


def _difference(difference: "Difference") -> dict[str, Any]:
    return {
        "kind": difference.kind,
        "stream": difference.stream,
        "reached": difference.reached,
        "stored": difference.stored,
        "since": difference.since,
    }
