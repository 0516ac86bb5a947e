"""`lea subscribers`: who outside receives which events. Granting access takes two people, suspending one."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from contracts.commands.subscribers import (
    ApproveSubscriberChange,
    ProposeSubscriberChange,
    RejectSubscriberChange,
    ReplayEvents,
    SuspendSubscriber,
)
from contracts.events.subscribers import (
    NewPassword,
    NewSubscriberTerms,
    SubscriberChange,
    SubscriberOwner,
    SubscriberRegistration,
    SubscriberRemoval,
    SubscriberRestoration,
    SubscriberTerms,
)
from contracts.queries.subscribers import SubscriberLine
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name, addresses_of
from infra.cli.common.sending import well_formed
from infra.cli.common.terminal import PlainTable, visible
from infra.cli.subscribers import replays
from infra.cli.subscribers.connection import connection_file
from infra.cli.subscribers.registry import known, of_proposal, one, send, start_of, types_of
from infra.stack.errors import StackError
from shared.subscribable import FIELD_CLASSES

app = typer.Typer(
    no_args_is_help=True, help="Subscribers of events: who outside receives which. Granting access takes two people."
)
app.add_typer(replays.app, name="replays")

Subscriber = Annotated[str, typer.Argument(help="Name of the subscriber.")]
ProposalId = Annotated[UUID, typer.Argument(help="Id of the proposal, as printed when it was made.")]
Actor = Annotated[
    str, typer.Option("--as", envvar="LEA_ACTOR", help="The acting person, for example operator:petrova.")
]
Reason = Annotated[str, typer.Option(help="The reason: the letter or order it is based on.")]
Connection = Annotated[
    Path, typer.Option("--connection", dir_okay=False, help="New file with address and password, for the subscriber.")
]
From = Annotated[str, typer.Option("--from", help="now, beginning, or a moment in UTC such as 2027-01-31T09:00:00.")]
Types = Annotated[
    list[str] | None, typer.Option("--type", help="Event type, or the beginning of types: lea.deadlines.#.")
]
Fields = Annotated[
    list[str] | None, typer.Option("--field", help=f"Class of sensitive fields: {', '.join(FIELD_CLASSES)}.")
]
Organization = Annotated[str | None, typer.Option(help="Who answers for it.")]
Contact = Annotated[str | None, typer.Option(help="Whom to warn, and how.")]
Purpose = Annotated[str | None, typer.Option(help="What it needs the events for.")]
LegalGround = Annotated[str | None, typer.Option(help="The article or act by which it may have them.")]


@app.command(name="list")
def list_(name: Name = "default", as_json: AsJson = False) -> None:
    """List all subscribers: how they stand, and how far each has come."""
    lines = known(name)
    if as_json:
        print_json([_data(line) for line in lines])
        return
    table = PlainTable(
        "subscriber", "standing", "organization", "types", "delivered", "full since", "proposals", box=None
    )
    for line in lines:
        full = next((each.full_since for each in line.progress if each.full_since), None)
        table.add_row(
            line.subscriber,
            line.standing.value,
            visible(line.terms.owner.organization) if line.terms else "",
            str(len(line.terms.types)) if line.terms else "",
            str(sum(each.delivered for each in line.progress)),
            str(full or ""),
            str(len(line.proposals)),
        )
    console.print(table if lines else "No subscribers.")


@app.command()
def show(subscriber: Subscriber, name: Name = "default", as_json: AsJson = False) -> None:
    """Show a subscriber with its terms, progress and proposals."""
    data = _data(one(name, subscriber))
    if as_json:
        print_json(data)
        return
    table = PlainTable.grid(padding=(0, 2))
    for field, value in data.items():
        for place, each in enumerate(value if isinstance(value, list) else [value]):
            table.add_row("" if place else field, visible(_line(each)))
    console.print(table)


@app.command()
def add(
    subscriber: Subscriber,
    actor: Actor,
    reason: Reason,
    organization: Annotated[str, typer.Option(help="Who answers for it.")],
    contact: Annotated[str, typer.Option(help="Whom to warn, and how.")],
    purpose: Annotated[str, typer.Option(help="What it needs the events for.")],
    legal_ground: Annotated[str, typer.Option(help="The article or act by which it may have them.")],
    type_: Annotated[list[str], typer.Option("--type", help="Event type, or the beginning of types: lea.deadlines.#.")],
    connection: Connection,
    field: Fields = None,
    from_: From = "now",
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Propose a new subscriber, and write its connection file. It works once a second person has approved."""
    with well_formed():
        terms = SubscriberTerms(
            owner=SubscriberOwner(organization=organization, contact=contact),
            purpose=purpose,
            legal_ground=legal_ground,
            types=types_of(type_),
            fields=tuple(field or ()),
            start=start_of(from_),
        )
    with connection_file(connection, addresses_of(name), subscriber, terms.types, terms.fields) as hashed:
        change = SubscriberRegistration(terms=terms, password_hash=hashed)
        _propose(name, subscriber, actor, reason, change, as_json, connection)


@app.command()
def change(
    subscriber: Subscriber,
    actor: Actor,
    reason: Reason,
    organization: Organization = None,
    contact: Contact = None,
    purpose: Purpose = None,
    legal_ground: LegalGround = None,
    type_: Types = None,
    field: Fields = None,
    no_fields: Annotated[bool, typer.Option("--no-fields", help="No sensitive fields.")] = False,
    from_: Annotated[str | None, typer.Option("--from", help="now, beginning, or a moment in UTC.")] = None,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Propose new terms. Terms that are not given remain unchanged."""
    terms = _terms(one(name, subscriber))
    owner = {"organization": organization, "contact": contact}
    given = {
        "owner": {**terms.owner.model_dump(), **{key: value for key, value in owner.items() if value is not None}},
        "purpose": purpose,
        "legal_ground": legal_ground,
        "types": types_of(type_) if type_ else None,
        "fields": () if no_fields else field,
        "start": start_of(from_) if from_ else None,
    }
    wanted = {key: value for key, value in given.items() if value is not None}
    with well_formed():
        new = SubscriberTerms.model_validate({**terms.model_dump(), **wanted})
    _propose(name, subscriber, actor, reason, NewSubscriberTerms(terms=new), as_json)


@app.command()
def rotate(
    subscriber: Subscriber,
    actor: Actor,
    reason: Reason,
    connection: Connection,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Propose another password, and write a new connection file. The old one ends with the approval."""
    terms = _terms(one(name, subscriber))
    with connection_file(connection, addresses_of(name), subscriber, terms.types, terms.fields) as hashed:
        _propose(name, subscriber, actor, reason, NewPassword(password_hash=hashed), as_json, connection)


@app.command()
def restore(
    subscriber: Subscriber, actor: Actor, reason: Reason, name: Name = "default", as_json: AsJson = False
) -> None:
    """Propose to restore a suspended subscriber. It goes on from where it stopped."""
    _propose(name, subscriber, actor, reason, SubscriberRestoration(), as_json)


@app.command()
def remove(
    subscriber: Subscriber, actor: Actor, reason: Reason, name: Name = "default", as_json: AsJson = False
) -> None:
    """Propose to remove a subscriber for ever, with what waits in its queue."""
    _propose(name, subscriber, actor, reason, SubscriberRemoval(), as_json)


@app.command()
def suspend(
    subscriber: Subscriber, actor: Actor, reason: Reason, name: Name = "default", as_json: AsJson = False
) -> None:
    """Suspend a subscriber immediately, without approval."""
    send(name, subscriber, actor, SuspendSubscriber(subscriber=subscriber, reason=reason))
    _print({"subscriber": subscriber, "done": "suspend"}, as_json)


@app.command()
def replay(
    subscriber: Subscriber,
    actor: Actor,
    reason: Reason,
    from_: Annotated[str, typer.Option("--from", help="beginning, or a moment in UTC such as 2027-01-31T09:00:00.")],
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Send a subscriber its events again, from where its terms start at the earliest. It skips what it has."""
    send(name, subscriber, actor, ReplayEvents(subscriber=subscriber, start=start_of(from_), reason=reason))
    _print({"subscriber": subscriber, "done": "replay"}, as_json)


@app.command()
def approve(proposal: ProposalId, actor: Actor, name: Name = "default", as_json: AsJson = False) -> None:
    """Approve a proposal of another person. It takes effect within seconds."""
    line, kind = of_proposal(name, proposal)
    send(name, line.subscriber, actor, ApproveSubscriberChange(proposal=proposal))
    _print({"subscriber": line.subscriber, "done": kind}, as_json)


@app.command()
def reject(proposal: ProposalId, actor: Actor, reason: Reason, name: Name = "default", as_json: AsJson = False) -> None:
    """Reject a proposal, or withdraw one's own."""
    line, kind = of_proposal(name, proposal)
    send(name, line.subscriber, actor, RejectSubscriberChange(proposal=proposal, reason=reason))
    _print({"subscriber": line.subscriber, "rejected": kind}, as_json)


def _propose(
    name: str,
    subscriber: str,
    actor: str,
    reason: str,
    change: SubscriberChange,
    as_json: bool,
    connection: Path | None = None,
) -> None:
    with well_formed():
        data = ProposeSubscriberChange(subscriber=subscriber, change=change, reason=reason)
    proposal = send(name, subscriber, actor, data)
    if as_json:
        print_json({"proposal": proposal, "subscriber": subscriber, "change": change.kind})
        return
    console.print(f"Proposal {proposal}: {change.kind} for {subscriber}. A second person approves it:")
    console.print(f"  lea subscribers approve {proposal} --as …")
    if connection:
        console.print(f"{visible(str(connection))} has the password, which is stored nowhere else.")


def _terms(line: SubscriberLine) -> SubscriberTerms:
    if line.terms is None:
        raise StackError(f"{line.subscriber} is not registered yet.")
    return line.terms


def _data(line: SubscriberLine) -> dict[str, Any]:
    return line.model_dump(mode="json")


def _line(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value if value is not None else "")
    return "; ".join(f"{key}: {each}" for key, each in value.items() if each not in (None, [], ()))


def _print(what: dict[str, str], as_json: bool) -> None:
    if as_json:
        print_json(what)
    else:
        console.print(", ".join(f"{key}: {visible(value)}" for key, value in what.items()))
