"""`lea parked`: messages that a service could not apply: list, retry, drop, pass over."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import asyncpg
import typer

from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name, addresses_of, service_url
from infra.cli.parked import output
from infra.cli.parked.output import Page
from infra.stack.errors import StackError
from shared.database import Connection
from shared.messaging import parked
from shared.messaging.parked import HeldMessage, Retried
from shared.services import holders_of_messages

if TYPE_CHECKING:
    from shared.messaging.decisions import ParkedDecision

app = typer.Typer(
    no_args_is_help=True,
    help="Messages that a service could not apply: list, retry, drop, pass over. Passing over takes two people.",
)

CONSUMING = holders_of_messages()

_LAST_ID = 2**63 - 1

Service = Annotated[str, typer.Argument(help=f"One of {', '.join(CONSUMING)}.")]
AnyService = Annotated[str | None, typer.Argument(help=f"One of {', '.join(CONSUMING)}; none: all.")]
Message = Annotated[int, typer.Argument(min=1, max=_LAST_ID, help="Id of the message, as `list` shows it.")]
Proposal = Annotated[int, typer.Argument(min=1, max=_LAST_ID, help="Id of the proposal, as `decisions` shows it.")]
Actor = Annotated[
    str, typer.Option("--as", envvar="LEA_ACTOR", help="The acting person, for example operations:petrova.")
]
Reason = Annotated[str, typer.Option(help="The reason, which is recorded.")]
Limit = Annotated[int, typer.Option(min=1, max=2**31 - 1, help="Maximum number of messages shown of each service.")]
T = TypeVar("T")


class HeldFor(StrEnum):
    """Values of `list --reason`."""

    PARKED = "parked"
    RETRY = "retry"
    GAP = "gap"
    ALL = "all"


@app.command(name="list")
def list_(
    service: AnyService = None,
    reason: Annotated[HeldFor, typer.Option(help="Why messages are held.")] = HeldFor.PARKED,
    limit: Limit = 100,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """List held messages, oldest first, and their number."""
    wanted = None if reason == HeldFor.ALL else reason.value

    async def page(connection: Connection) -> Page[HeldMessage]:
        held = await parked.list_held(connection, reason=wanted, limit=limit)
        total = max(len(held), await parked.count_held(connection, reason=wanted))
        return Page(held, total, await parked.count_held(connection, reason=None) - total)

    pages = {each: _with(name, each, page) for each in _services(service)}
    output.show_held(pages, as_json)


@app.command()
def show(service: Service, message: Message, name: Name = "default", as_json: AsJson = False) -> None:
    """Show a message with headers, trace and body. The body may hold personal data."""
    held = _with(name, service, lambda connection: parked.show(connection, message))
    output.show_message(service, held, as_json)


@app.command()
def retry(
    service: Service,
    messages: Annotated[
        list[int] | None, typer.Argument(min=1, max=_LAST_ID, help="Ids of messages; default: all parked messages.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be retried, change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Retry all without confirmation.")] = False,
    actor: Annotated[
        str | None, typer.Option("--as", envvar="LEA_ACTOR", help="The acting person; a dry run needs none.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="The reason, which is recorded; a dry run needs none.")] = None,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Retry messages, with all attempts. Exit code 1 if none of the named messages can be retried."""
    if not dry_run and (actor is None or reason is None):
        raise typer.BadParameter("--as and --reason say who retries and why; a --dry-run needs neither")
    ids = messages or _with(name, service, parked.parked_ids)
    if not (messages or dry_run or yes or not ids):
        typer.confirm(f"Retry all {len(ids)} parked messages of {service}?", abort=True, err=True)

    async def tried(connection: Connection) -> tuple[Retried, list[HeldMessage]]:
        from shared.messaging import decisions

        if not dry_run:
            return await decisions.retry(connection, ids, actor=actor or "", reason=reason or ""), []
        outcome = await parked.retry(connection, ids, dry_run=True)
        return outcome, await parked.list_held(connection, reason=None, ids=outcome.ids)

    outcome, shown = _with(name, service, tried)
    output.show_retried(service, outcome, shown, as_json, dry_run=dry_run)
    if messages and not outcome.ids:
        raise typer.Exit(1)


@app.command()
def drop(
    service: Service,
    messages: Annotated[list[int], typer.Argument(min=1, max=_LAST_ID, help="Ids of messages, as `list` shows them.")],
    actor: Actor,
    reason: Reason,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Delete messages that no stream waits for: all of them, or none. Each decision is recorded."""

    async def dropped(connection: Connection) -> "list[ParkedDecision]":
        from shared.messaging import decisions

        done = []
        async with connection.transaction():
            for message in messages:
                try:
                    made = decisions.drop(connection, message, actor=actor, reason=reason, position_key=_position_key)
                    done.append(await made)
                except decisions.MustBePassedOver as error:
                    hint = f"lea parked pass-over {service} {message}"
                    raise StackError(f"Not dropped: {error}. To go on without it: {hint}") from None
        return done

    made = _with(name, service, dropped)
    if as_json:
        print_json([{"dropped": each.held_id, "decision": each.id} for each in made])
        return
    for each in made:
        console.print(f"{each.held_id} is dropped (decision {each.id}).")


@app.command()
def pass_over(
    service: Service, message: Message, actor: Actor, reason: Reason, name: Name = "default", as_json: AsJson = False
) -> None:
    """Propose to pass over an event: later events of its stream are applied without it. A second person approves."""

    async def proposed(connection: Connection) -> "ParkedDecision":
        from shared.messaging import decisions

        return await decisions.propose_pass_over(
            connection, message, actor=actor, reason=reason, position_key=_position_key
        )

    decision = _with(name, service, proposed)
    if as_json:
        print_json({"proposal": decision.id, "message": message})
        return
    console.print(
        f"Proposal {decision.id}: {decision.consumer} passes over version {decision.version} of stream "
        f"{decision.stream}. A second person approves it:\n  lea parked approve {service} {decision.id} --as …"
    )


@app.command()
def approve(
    service: Service, proposal: Proposal, actor: Actor, name: Name = "default", as_json: AsJson = False
) -> None:
    """Approve a proposal of another person to pass over an event. It takes effect immediately."""

    async def approved(connection: Connection) -> "ParkedDecision":
        from shared.messaging import decisions

        return await decisions.approve(connection, proposal, actor=actor, position_key=_position_key)

    decision = _with(name, service, approved)
    if as_json:
        print_json({"passed_over": decision.held_id, "decision": decision.id})
    else:
        console.print(f"{decision.held_id} is passed over; later events of its stream are applied without it.")


@app.command()
def withdraw(
    service: Service, proposal: Proposal, actor: Actor, reason: Reason, name: Name = "default", as_json: AsJson = False
) -> None:
    """Withdraw a proposal without effect, one's own or another's."""

    async def withdrawn(connection: Connection) -> "ParkedDecision":
        from shared.messaging import decisions

        return await decisions.withdraw(connection, proposal, actor=actor, reason=reason)

    decision = _with(name, service, withdrawn)
    if as_json:
        print_json({"withdrawn": decision.id, "message": decision.held_id})
    else:
        console.print(f"Proposal {decision.id} is withdrawn; message {decision.held_id} is unchanged.")


@app.command(name="decisions")
def decisions_(service: AnyService = None, limit: Limit = 100, name: Name = "default", as_json: AsJson = False) -> None:
    """List dropped, passed-over and proposed messages: open proposals first, then the latest decisions."""

    async def page(connection: Connection) -> "Page[ParkedDecision]":
        from shared.messaging import decisions

        decided = await decisions.list_decisions(connection, limit)
        return Page(decided, max(len(decided), await decisions.count_decisions(connection)))

    output.show_decisions({each: _with(name, each, page) for each in _services(service)}, as_json)


async def _position_key(connection: Connection, consumer: str) -> str:
    from services.court_query.projections import position_key  # deferred: only who decides needs it

    return await position_key(connection, consumer)


def _services(service: str | None) -> tuple[str, ...]:
    return CONSUMING if service is None else (service,)


def _with(name: str, service: str, work: Callable[[Connection], Awaitable[T]]) -> T:
    if service not in CONSUMING:
        raise typer.BadParameter(f"no service {service} holds messages; services are: {', '.join(CONSUMING)}")
    return asyncio.run(_connected(service_url(addresses_of(name), service), work))


async def _connected(url: str, work: Callable[[Connection], Awaitable[T]]) -> T:
    try:
        connection = await asyncpg.connect(url)
    except OSError as error:
        raise StackError(f"The database does not answer: {error}") from None
    try:
        return await work(connection)
    finally:
        await connection.close()
