"""`lea resync`: brings a service back that is ahead of a restored store."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name, addresses_of
from infra.stack.errors import StackError
from shared.messaging.subscriptions import SUBSCRIPTIONS

if TYPE_CHECKING:
    from infra.recovery.resync import Resynced

app = typer.Typer()

_CONSUMING = tuple(SUBSCRIPTIONS)


@app.command()
def resync(
    service: Annotated[str, typer.Argument(help=f"One of {', '.join(_CONSUMING)}.")],
    actor: Annotated[
        str, typer.Option("--as", envvar="LEA_ACTOR", help="The acting person, for example operations:petrova.")
    ],
    reason: Annotated[str, typer.Option(help="The reason, which is recorded.")],
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Bring a service back to its sources after a restore. What people have to decide is listed; it is recorded."""
    if service not in _CONSUMING:
        raise typer.BadParameter(f"{service} takes no events; services are: {', '.join(_CONSUMING)}")
    from infra.recovery.resync import resync as brought_back

    try:
        done = asyncio.run(brought_back(addresses_of(name), service, actor=actor, reason=reason))
    except OSError as error:
        raise StackError(f"A database does not answer: {error}") from None
    if as_json:
        print_json([asdict(each) for each in done])
    else:
        _show(done)


def _show(done: Sequence["Resynced"]) -> None:
    for each in done:
        head = f"{each.consumer}, {each.source}:"
        if not each.streams:
            console.print(f"{head} nothing is ahead; it goes on.")
            continue
        console.print(
            f"{head} {len(each.streams)} streams were ahead; {each.rebuilt} built anew, {each.set_back} set back;"
            f" {each.dropped} held messages dropped, {each.retried} tried again."
        )
        if each.republished is not None:
            console.print(f"{head} its source publishes their events again (request {each.republished}).")
        for orphan in each.orphans:
            console.print(
                f"DECIDE: {orphan['number'] or orphan['stream']}, version {orphan['version']} of {orphan['day']}"
                f" ({orphan['type']}) was caused by policy {orphan['policy']}; its cause in {orphan['cause']} is gone."
            )
        for statement in each.statements:
            console.print(
                f"DECIDE: statement {statement['registration_number']} was accepted because the document of statement"
                f" {statement['statement']} had come back; that return is gone."
            )
        for number in each.numbers:
            now = f"stands for {number['stands_for']} now" if number["stands_for"] else "stands for nothing now"
            console.print(f"INFORM THE COURT: {number['number']} of proceeding {number['proceeding']} {now}.")
