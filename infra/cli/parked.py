"""`lea parked`: messages a service could not take, to look at, try again, or drop."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import asyncpg
import typer
from rich.table import Table

from infra.cli.output import AsJson, console, print_json
from infra.cli.system import Name, addresses_of, service_url
from infra.stack.errors import StackError
from services.court_query.read_model import active_copy
from services.court_query.subscriptions import NAME as READ_MODEL
from shared.database import Connection
from shared.messaging import parked
from shared.messaging.parked import HeldMessage, NotDroppable, NotHeld

app = typer.Typer(no_args_is_help=True, help="Messages a service could not take: look, try again, drop.")

CONSUMING = ("intake", "proceedings", "deadlines", "court_query", "edge")

Service = Annotated[str, typer.Argument(help=f"One of {', '.join(CONSUMING)}.")]
T = TypeVar("T")


@app.command(name="list")
def list_(
    reason: Annotated[str, typer.Option(help="parked, retry, gap or all.")] = "parked",
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """What every service holds."""
    wanted = None if reason == "all" else reason
    held = {
        service: _with(name, service, lambda connection: parked.list_held(connection, reason=wanted))
        for service in CONSUMING
    }
    if as_json:
        print_json([_as_data(service, message) for service, messages in held.items() for message in messages])
        return
    table = Table("service", "id", "reason", "type", "stream", "version", "since", "problem", box=None)
    for service, messages in held.items():
        for message in messages:
            table.add_row(
                service,
                str(message.id),
                message.reason,
                message.type or "",
                str(message.stream or ""),
                str(message.version or ""),
                f"{message.first_seen_at:%Y-%m-%d %H:%M}",
                message.problem,
            )
    console.print(table if table.row_count else "Nothing is held.")


@app.command()
def show(service: Service, message: int, name: Name = "default", as_json: AsJson = False) -> None:
    """One message with its headers, its trace and its body. The body may hold personal data."""
    held = _with(name, service, lambda connection: parked.show(connection, message))
    data = {**_as_data(service, held), "headers": held.headers, "body": held.body.decode(errors="replace")}
    if as_json:
        print_json(data)
        return
    table = Table.grid(padding=(0, 2))
    for field, value in data.items():
        table.add_row(field, str(value))
    console.print(table)


@app.command()
def retry(
    service: Service,
    messages: Annotated[list[int] | None, typer.Argument(help="Which; none: all that are parked.")] = None,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Have messages tried again, with all their attempts."""
    number = _with(
        name,
        service,
        lambda connection: parked.retry(connection, messages) if messages else parked.retry_parked(connection),
    )
    if as_json:
        print_json({"retried": number})
    else:
        console.print(f"{number} will be tried again.")


@app.command()
def drop(
    service: Service,
    message: int,
    pass_over: Annotated[
        bool, typer.Option("--pass-over", help="Apply later events of the stream without this event.")
    ] = False,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Forget a message for good."""
    _with(name, service, lambda connection: _drop(connection, message, pass_over))
    if as_json:
        print_json({"dropped": message})
    else:
        console.print(f"{message} is dropped.")


async def _drop(connection: Connection, message: int, pass_over: bool) -> None:
    held = await parked.show(connection, message)
    key = (await active_copy(connection)).position_key if held.consumer == READ_MODEL else held.consumer
    await parked.drop(connection, message, pass_over=pass_over, position_key=key)


def _with(name: str, service: str, work: Callable[[Connection], Awaitable[T]]) -> T:
    if service not in CONSUMING:
        raise typer.BadParameter(f"no service {service} holds messages; there are: {', '.join(CONSUMING)}")
    return asyncio.run(_connected(service_url(addresses_of(name), service), work))


async def _connected(url: str, work: Callable[[Connection], Awaitable[T]]) -> T:
    try:
        connection = await asyncpg.connect(url)
    except OSError as error:
        raise StackError(f"The database does not answer: {error}") from None
    try:
        return await work(connection)
    except NotHeld as error:
        raise StackError(f"No message {error} is held.") from None
    except NotDroppable as error:
        raise StackError(f"Not dropped: {error} (--pass-over).") from None
    finally:
        await connection.close()


def _as_data(service: str, message: HeldMessage) -> dict[str, Any]:
    data = message._asdict()
    del data["body"], data["headers"]
    return {"service": service, **data}
