"""`lea subscribers replays`: events sent again beside what is new. One person starts them; they grant nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

import asyncpg
import typer

from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name, addresses_of, service_url
from infra.cli.common.terminal import PlainTable, visible
from infra.cli.subscribers.registry import types_of
from infra.stack.errors import StackError
from services.subscribers.delivery import replays
from services.subscribers.delivery.replays import HIGHEST_RATE, Choice
from shared.database import Connection
from shared.subscribable import SOURCES

app = typer.Typer(no_args_is_help=True, help="Events that subscribers are sent again, beside what is new.")

T = TypeVar("T")
_HIGHEST = 2**63 - 1  # of a bigint
Moment = typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z"], help="With the offset: 2027-01-31T09:00:00+03:00.")
ReplayNumber = Annotated[
    int, typer.Argument(help="Number of the replay, as printed when it was started.", min=1, max=_HIGHEST)
]
Actor = Annotated[
    str, typer.Option("--as", envvar="LEA_ACTOR", help="The acting person, for example operator:petrova.")
]
_LISTED = 50


@app.command()
def start(
    subscriber: Annotated[str, typer.Argument(help="Name of the subscriber.")],
    actor: Actor,
    reason: Annotated[str, typer.Option(help="The reason, which is recorded.")],
    type_: Annotated[
        list[str] | None, typer.Option("--type", help="Event type, or the beginning of types: lea.deadlines.#.")
    ] = None,
    stream: Annotated[list[UUID] | None, typer.Option(help="Only events of this stream; may be repeated.")] = None,
    since: Annotated[datetime | None, Moment] = None,
    until: Annotated[datetime | None, Moment] = None,
    source: Annotated[str | None, typer.Option(help=f"Only events of one of {', '.join(SOURCES)}.")] = None,
    first_position: Annotated[
        int | None, typer.Option(min=1, max=_HIGHEST, help="Only events from this position of the source on.")
    ] = None,
    last_position: Annotated[
        int | None, typer.Option(min=1, max=_HIGHEST, help="Only events up to this position.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that the subscriber has been sent.")] = False,
    rate: Annotated[int, typer.Option(min=1, max=HIGHEST_RATE, help="Maximum events per second.")] = 100,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Send a subscriber chosen events again, up to where it is now. Each is marked; it skips what it has."""
    positions = first_position is not None or last_position is not None
    if everything == bool(type_ or stream or since or until or source or positions):
        raise typer.BadParameter("name what to send: --type, --stream, --since, --until, --source, or --all alone")
    if source is not None and source not in SOURCES:
        raise typer.BadParameter(f"{source} sends nothing to subscribers; sources are: {', '.join(SOURCES)}")
    if positions and source is None:
        raise typer.BadParameter("positions are those of one --source")
    actor = _stated(actor)
    if not reason.strip():
        raise typer.BadParameter("the reason is recorded")
    types = types_of(type_) if type_ else None
    choice = Choice(types, stream, since, until, first_position, last_position)
    chosen = [source] if source else [each for each in SOURCES if types is None or _has(types, each)]

    async def request(connection: Connection) -> dict[str, int]:
        found = {
            each: await replays.request(connection, subscriber, each, choice, rate=rate, actor=actor, reason=reason)
            for each in chosen
        }
        return {each: id_ for each, id_ in found.items() if id_ is not None}

    begun = _with(name, request)
    if not begun:
        raise StackError(f"{subscriber} is not active, or its delivery has not begun.")
    if as_json:
        print_json({"subscriber": subscriber, "replays": begun})
        return
    for each, id_ in begun.items():
        console.print(f"Replay {id_} sends {visible(subscriber)} events of {each} again, {rate} per second at most.")


@app.command(name="list")
def list_(
    subscriber: Annotated[str | None, typer.Argument(help="Only those of this subscriber.")] = None,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """List the latest replays: how far each is, and why it waits."""
    found = _with(name, lambda connection: replays.listed(connection, subscriber, _LISTED))
    if as_json:
        print_json(found)
        return
    table = PlainTable(
        *("replay", "subscriber", "source", "standing", "sent", "has come to", "of", "waits as", "by", "stopped by"),
        box=None,
    )
    for each in found:
        texts = (each["reached_at"], each["end_at"], each["waits"], each["actor"], each["stopped_by"])
        of_replay = (each["id"], each["subscriber"], each["source"], each["standing"], each["sent"])
        table.add_row(*map(str, of_replay), *(visible(str(text or "")) for text in texts))
    console.print(table if found else "No replays.")


@app.command()
def stop(replay: ReplayNumber, actor: Actor, name: Name = "default", as_json: AsJson = False) -> None:
    """Stop a replay, after the page that is being sent."""
    acting = _stated(actor)
    if not _with(name, lambda connection: replays.stop(connection, replay, acting)):
        raise StackError(f"There is no replay {replay} that goes on.")
    _print(replay, "stopped", as_json)


@app.command()
def resume(replay: ReplayNumber, actor: Actor, name: Name = "default", as_json: AsJson = False) -> None:
    """Have a stopped replay go on from where it was."""
    acting = _stated(actor)
    if not _with(name, lambda connection: replays.resume(connection, replay, acting)):
        raise StackError(f"There is no replay {replay} that is stopped.")
    _print(replay, "resumed", as_json)


def _stated(actor: str) -> str:
    if not actor.strip():
        raise typer.BadParameter("the acting person is recorded")
    return actor


def _has(types: tuple[str, ...], source: str) -> bool:
    return any(type_.split(".")[1] == source for type_ in types)


def _with(name: str, work: Callable[[Connection], Awaitable[T]]) -> T:
    url = service_url(addresses_of(name), "subscribers")

    async def run() -> T:
        connection = await asyncpg.connect(url)
        try:
            async with connection.transaction():
                return await work(connection)
        finally:
            await connection.close()

    try:
        return asyncio.run(run())
    except OSError as error:
        raise StackError(f"The database does not answer: {error}") from None


def _print(replay: int, done: str, as_json: bool) -> None:
    if as_json:
        print_json({"replay": replay, "done": done})
    else:
        console.print(f"Replay {replay} is {done}.")
