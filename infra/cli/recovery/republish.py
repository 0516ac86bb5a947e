"""`lea republish`: have events published again by the relay of their service."""

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name, addresses_of, owner_url
from infra.stack.errors import StackError
from shared.services import owners_of_streams

app = typer.Typer()

_OWNERS = owners_of_streams()
_POLL = 0.5


@app.command()
def republish(
    service: Annotated[str, typer.Argument(help=f"Whose events: one of {', '.join(_OWNERS)}.")],
    actor: Annotated[
        str, typer.Option("--as", envvar="LEA_ACTOR", help="The acting person, for example operations:petrova.")
    ],
    reason: Annotated[str, typer.Option(help="The reason, which is recorded.")],
    stream: Annotated[list[UUID] | None, typer.Option(help="Only events of this stream; may be repeated.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z"], help="Only events recorded at or after.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z"], help="Only events recorded before.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All events of the service.")] = False,
    rate: Annotated[int, typer.Option(min=1, max=2000, help="Maximum events per second.")] = 200,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until all of them are published.")] = False,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Publish events again, while everything runs. Consumers skip what they have applied. The request is recorded."""
    if service not in _OWNERS:
        raise typer.BadParameter(f"{service} has no event store; services are: {', '.join(_OWNERS)}")
    if everything == bool(stream or since or until):
        raise typer.BadParameter("name what to publish: --stream, --since, --until, or --all alone")
    published = asyncio.run(
        _requested(owner_url(addresses_of(name), service), actor, reason, stream, since, until, rate, wait)
    )
    if as_json:
        print_json({"request": published[0], "published": published[1], "finished": wait})
    elif wait:
        console.print(f"{published[1]} events of {service} are published again (request {published[0]}).")
    else:
        console.print(f"The relay of {service} publishes them, {rate} per second (request {published[0]}).")


async def _requested(
    url: str,
    actor: str,
    reason: str,
    streams: list[UUID] | None,
    since: datetime | None,
    until: datetime | None,
    rate: int,
    wait: bool,
) -> tuple[int, int]:
    import asyncpg

    from shared.eventstore.republishing import progress_of, request_republication

    try:
        connection = await asyncpg.connect(url)
    except OSError as error:
        raise StackError(f"The database does not answer: {error}") from None
    try:
        request = await request_republication(
            connection, actor=actor, reason=reason, streams=streams, since=since, until=until, rate=rate
        )
        progress = await progress_of(connection, request)
        while wait and progress.finished_at is None:
            await asyncio.sleep(_POLL)
            progress = await progress_of(connection, request)
        return request, progress.published
    finally:
        await connection.close()
