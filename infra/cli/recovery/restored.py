"""`lea restored`: what a database needs after a restore, before its service starts."""

import asyncio
from typing import Annotated

import typer

from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name, addresses_of
from infra.stack.errors import StackError
from shared.services import SERVICES

app = typer.Typer()

_NAMES = tuple(service.name for service in SERVICES)


@app.command()
def restored(
    services: Annotated[list[str], typer.Argument(metavar="SERVICE...", help=f"Any of {', '.join(_NAMES)}.")],
    actor: Annotated[
        str, typer.Option("--as", envvar="LEA_ACTOR", help="The acting person, for example operations:petrova.")
    ],
    reason: Annotated[str, typer.Option(help="The reason, which is recorded.")],
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Prepare restored databases with all services stopped: a new epoch, an order of commits that goes on."""
    if unknown := set(services) - set(_NAMES):
        raise typer.BadParameter(f"no service {', '.join(sorted(unknown))}; services are: {', '.join(_NAMES)}")
    from infra.recovery.restored import after_restore

    try:
        done = asyncio.run(after_restore(addresses_of(name), services, actor=actor, reason=reason))
    except OSError as error:
        raise StackError(f"A database does not answer: {error}") from None
    if as_json:
        print_json([each._asdict() for each in done])
        return
    for each in done:
        epoch = f"epoch {each.epoch}" if each.epoch else "no event store"
        order = "; it comes from another cluster, its order of commits was mended" if each.mended else ""
        console.print(f"{each.service}: {epoch}{order}.")
        for number in each.reserved:
            console.print(f"{each.service}: {number} of a lost proceeding is reserved for it.")
    console.print("Start the services, then run `lea reconcile`.")
