"""`lea consumers`: the registry of consumers of service 3.11.01. Granting access takes two people, suspending one."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from contracts.codelists import LEGAL_GROUNDS
from contracts.commands.edge import (
    ApproveConsumerChange,
    ProposeConsumerChange,
    RejectConsumerChange,
    SuspendConsumer,
)
from contracts.events.edge import (
    ConsumerChange,
    KeyAddition,
    KeyRevocation,
    NewTerms,
    Quota,
    Registration,
    Restoration,
    Revocation,
    Terms,
)
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name
from infra.cli.common.sending import well_formed
from infra.cli.common.terminal import PlainTable
from infra.cli.consumers.output import as_data, lines_of, print_result
from infra.cli.consumers.registry import (
    adopt_consumers,
    certificate_in,
    key_from,
    known,
    one,
    proposed,
    send,
)
from infra.stack.errors import StackError
from services.edge.registry.domain.consumers import SCOPES

app = typer.Typer(
    no_args_is_help=True, help="The registry of consumers of service 3.11.01. Granting access takes two people."
)

Consumer = Annotated[str, typer.Argument(help="Id of the consumer.")]
KeyName = Annotated[str, typer.Argument(help="Name of the key; its id is <consumer>.<name>.")]
ProposalId = Annotated[UUID, typer.Argument(help="Id of the proposal, as printed when it was made.")]
Actor = Annotated[
    str, typer.Option("--as", envvar="LEA_ACTOR", help="The acting person, for example security:petrova.")
]
Reason = Annotated[str, typer.Option(help="The reason: the letter or order it is based on.")]
Scopes = Annotated[list[str] | None, typer.Option("--scope", help=f"Permitted kinds of look-up: {', '.join(SCOPES)}.")]
Grounds = Annotated[list[str] | None, typer.Option("--legal-ground", help="Codes of the list legal_grounds.")]
Rate = Annotated[float | None, typer.Option(help="Requests per second.")]
Burst = Annotated[int | None, typer.Option(help="Requests in a burst.")]
PerDay = Annotated[int | None, typer.Option("--look-ups-per-day", help="Look-ups per day.")]
Moment = Annotated[datetime | None, typer.Option(help="UTC, for example 2027-01-31T09:00:00.")]
PublicKey = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help="PEM, Ed25519 or P-256; without it a bearer key is generated."),
]
Certificates = Annotated[
    list[Path] | None,
    typer.Option(
        "--certificate",
        exists=True,
        dir_okay=False,
        help="PEM of a client certificate, to which the consumer is bound.",
    ),
]

_QUOTA = Quota(requests_per_second=50, burst=100, look_ups_per_day=100_000)


@app.command(name="list")
def list_(name: Name = "default", as_json: AsJson = False) -> None:
    """List all consumers, with the number of open proposals."""
    registered = known(name)
    if as_json:
        print_json([as_data(each) for each in registered])
        return
    table = PlainTable("consumer", "status", "requests/s", "look-ups/day", "valid to", "keys", "proposals", box=None)
    for each in registered:
        terms = each.terms
        table.add_row(
            each.consumer,
            each.status.value if each.status else "proposed",
            f"{terms.quota.requests_per_second:g}" if terms else "",
            str(terms.quota.look_ups_per_day) if terms else "",
            str(terms.valid_to or "") if terms else "",
            str(sum(held.revoked_at is None for held in each.keys.values())),
            str(len(each.open)),
        )
    console.print(table if registered else "No consumers.")


@app.command()
def show(consumer: Consumer, name: Name = "default", as_json: AsJson = False) -> None:
    """Show a consumer with its terms, keys and proposals."""
    data = as_data(one(name, consumer))
    if as_json:
        print_json(data)
        return
    table = PlainTable.grid(padding=(0, 2))
    for field in ("consumer", "status", "terms", "keys", "proposals"):
        each = data[field] if isinstance(data[field], list) else [data[field]]
        for place, value in enumerate(each):
            table.add_row("" if place else field, lines_of(value))
    console.print(table)


@app.command()
def register(
    consumer: Consumer,
    actor: Actor,
    reason: Reason,
    scope: Scopes = None,
    legal_ground: Grounds = None,
    rate: Rate = None,
    burst: Burst = None,
    look_ups_per_day: PerDay = None,
    valid_from: Moment = None,
    valid_to: Moment = None,
    public_key: PublicKey = None,
    certificate: Certificates = None,
    key_name: Annotated[str, typer.Option(help="Name of its first key.")] = "first",
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Propose a new consumer with its first key."""
    since = _zoned(valid_from) or datetime.now(UTC)
    secret, key = key_from(consumer, key_name, public_key, since, _zoned(valid_to))
    terms = Terms(scopes=SCOPES, legal_grounds=tuple(LEGAL_GROUNDS), quota=_QUOTA, valid_from=since)
    terms = _changed(terms, scope, legal_ground, rate, burst, look_ups_per_day, valid_from, valid_to, certificate)
    _propose(name, consumer, actor, reason, Registration(terms=terms, keys=(key,)), as_json, secret)


@app.command()
def change(
    consumer: Consumer,
    actor: Actor,
    reason: Reason,
    scope: Scopes = None,
    legal_ground: Grounds = None,
    rate: Rate = None,
    burst: Burst = None,
    look_ups_per_day: PerDay = None,
    valid_from: Moment = None,
    valid_to: Moment = None,
    certificate: Certificates = None,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Propose new terms. Terms that are not given remain unchanged."""
    terms = one(name, consumer).terms
    if terms is None:
        raise StackError(f"{consumer} is not registered yet.")
    terms = _changed(terms, scope, legal_ground, rate, burst, look_ups_per_day, valid_from, valid_to, certificate)
    _propose(name, consumer, actor, reason, NewTerms(terms=terms), as_json)


@app.command()
def add_key(
    consumer: Consumer,
    key_name: KeyName,
    actor: Actor,
    reason: Reason,
    public_key: PublicKey = None,
    valid_from: Moment = None,
    valid_to: Moment = None,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Propose an additional key."""
    since = _zoned(valid_from) or datetime.now(UTC)
    secret, key = key_from(consumer, key_name, public_key, since, _zoned(valid_to))
    _propose(name, consumer, actor, reason, KeyAddition(key=key), as_json, secret)


@app.command()
def revoke_key(
    consumer: Consumer, key_name: KeyName, actor: Actor, reason: Reason, name: Name = "default", as_json: AsJson = False
) -> None:
    """Propose to revoke a key. For an immediate effect, suspend the consumer."""
    _propose(name, consumer, actor, reason, KeyRevocation(key=f"{consumer}.{key_name}"), as_json)


@app.command()
def restore(consumer: Consumer, actor: Actor, reason: Reason, name: Name = "default", as_json: AsJson = False) -> None:
    """Propose to restore the access of a suspended consumer."""
    _propose(name, consumer, actor, reason, Restoration(), as_json)


@app.command()
def revoke(consumer: Consumer, actor: Actor, reason: Reason, name: Name = "default", as_json: AsJson = False) -> None:
    """Propose to revoke the access of a consumer permanently."""
    _propose(name, consumer, actor, reason, Revocation(), as_json)


@app.command()
def suspend(consumer: Consumer, actor: Actor, reason: Reason, name: Name = "default", as_json: AsJson = False) -> None:
    """Suspend the access of a consumer immediately, without approval."""
    send(name, consumer, actor, SuspendConsumer(consumer=consumer, reason=reason))
    print_result({"consumer": consumer, "done": "suspend"}, as_json)


@app.command()
def adopt(name: Name = "default", as_json: AsJson = False) -> None:
    """After an upgrade: adopt consumers of releases without registration commands. Grants no access."""
    adopted = adopt_consumers(name)
    print_result({"adopted": ", ".join(adopted) or "none"}, as_json)


@app.command()
def approve(proposal: ProposalId, actor: Actor, name: Name = "default", as_json: AsJson = False) -> None:
    """Approve a proposal of another person. It takes effect immediately."""
    registered, about = proposed(name, proposal)
    send(name, registered.consumer, actor, ApproveConsumerChange(proposal=proposal))
    print_result({"consumer": registered.consumer, "done": about.change.kind}, as_json)


@app.command()
def reject(proposal: ProposalId, actor: Actor, reason: Reason, name: Name = "default", as_json: AsJson = False) -> None:
    """Reject a proposal, or withdraw one's own."""
    registered, about = proposed(name, proposal)
    send(name, registered.consumer, actor, RejectConsumerChange(proposal=proposal, reason=reason))
    print_result({"consumer": registered.consumer, "rejected": about.change.kind}, as_json)


def _propose(
    name: str, consumer: str, actor: str, reason: str, change: ConsumerChange, as_json: bool, secret: str | None = None
) -> None:
    with well_formed():
        data = ProposeConsumerChange(consumer=consumer, change=change, reason=reason)
    proposal = send(name, consumer, actor, data)
    if as_json:
        print_json({"proposal": proposal, "consumer": consumer, "change": change.kind, "key": secret})
        return
    console.print(f"Proposal {proposal}: {change.kind} for {consumer}. A second person approves it:")
    console.print(f"  lea consumers approve {proposal} --as …")
    if secret:
        console.print(f"The key, shown once and stored nowhere: {secret}")


def _changed(
    terms: Terms,
    scope: list[str] | None,
    legal_ground: list[str] | None,
    rate: float | None,
    burst: int | None,
    look_ups_per_day: int | None,
    valid_from: datetime | None,
    valid_to: datetime | None,
    certificate: list[Path] | None,
) -> Terms:
    quota = {"requests_per_second": rate, "burst": burst, "look_ups_per_day": look_ups_per_day}
    named = {
        "scopes": scope,
        "legal_grounds": legal_ground,
        "quota": {**terms.quota.model_dump(), **{field: value for field, value in quota.items() if value is not None}},
        "valid_from": _zoned(valid_from),
        "valid_to": _zoned(valid_to),
        "certificates": [certificate_in(file) for file in certificate] if certificate else None,
    }
    wanted = {field: value for field, value in named.items() if value is not None}
    with well_formed():
        return Terms.model_validate({**terms.model_dump(), **wanted})


def _zoned(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None
