"""`lea money`: payments and costs, and where the money of a payment would go."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer
from pydantic import ValidationError

from contracts.identifiers import new_id
from contracts.queries.proceedings import Preview, TriedDistributions, TryDistributions
from infra.cli.clerk import bank_statement
from infra.cli.clerk.fields import FIELDS, ActCommand
from infra.cli.clerk.previews import show_preview, tried_parts
from infra.cli.clerk.recording import After, At, Author, Dated, Day, PaperKind, Why, recording_of
from infra.cli.clerk.sending import sender, today
from infra.cli.clerk.session import Actor, Number, Yes, checked, with_client
from infra.cli.clerk.stating import stated_act
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name
from shared.act_fields import in_full
from shared.explanations import explained

if TYPE_CHECKING:
    from shared.clerk_client import ClerkClient

app = typer.Typer(
    no_args_is_help=True,
    help="Payments and costs: record them, see where the money of a payment would go. Exit code 3: refused.",
)
app.command("import")(bank_statement.import_)

Sum = Annotated[str, typer.Argument(metavar="SUM", help='The sum: "100.00 BYN".')]
File = Annotated[
    Path | None, typer.Option("--from", exists=True, dir_okay=False, help="YAML or JSON with further fields.")
]
Id = Annotated[UUID | None, typer.Option("--id", help="Id of the command: sent again with it, it is recorded once.")]


class PaymentCommand(ActCommand):
    """Its fields are those of a payment."""

    act = "record-payment"


class CostCommand(ActCommand):
    """Its fields are those of a cost."""

    act = "record-cost"


@app.command("what-if", cls=PaymentCommand)
def what_if(
    ctx: typer.Context,
    number: Number,
    sum_: Sum,
    actor: Actor,
    *,
    day: Day = None,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Show where the money of a payment would go: costs, fee, claims, surplus, what is left. Nothing is written."""
    asked, on = checked(number), day or today()
    _given(ctx, sum=sum_, source="debtor")
    command = stated_act(ctx, "record-payment", None, new_id(), language, as_json)

    async def work(client: "ClerkClient") -> Preview:
        return await client.preview(asked, command, on.date())

    show_preview(with_client(name, actor, work, language=language, as_json=as_json), language=language, as_json=as_json)


@app.command()
def shares(
    number: Number,
    sums: Annotated[list[str], typer.Argument(metavar="SUM…", help='Sums, each for itself: "100.00 BYN".')],
    actor: Actor,
    *,
    days: Annotated[
        list[datetime] | None, typer.Option("--day", formats=["%Y-%m-%d"], help="Days, each for itself; none: today.")
    ] = None,
    source: Annotated[str, typer.Option(help="Where the money comes from.")] = "debtor",
    pledged_thing: Annotated[bool, typer.Option(help="It is the price of the pledged thing (Art. 405).")] = False,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Show how money would be shared by all proceedings of the debtor (Art. 404-406). Nothing is written."""
    on = [each.date() for each in days or [today()]]
    money = [{"sum": in_full(text), "day": day} for text in sums for day in on]
    try:
        asked = TryDistributions.model_validate(
            {"number": checked(number), "source": source, "pledged_thing": pledged_thing, "money": money}
        )
    except ValidationError as error:
        raise typer.BadParameter(explained(error.errors()[0]["msg"])) from None

    async def work(client: "ClerkClient") -> TriedDistributions:
        return await client.try_distributions(asked)

    found = with_client(name, actor, work, language=language, as_json=as_json)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    for part in tried_parts(found, language):
        console.print(part)


@app.command(cls=PaymentCommand)
def payment(
    ctx: typer.Context,
    number: Number,
    sum_: Sum,
    actor: Actor,
    *,
    day: Day = None,
    file: File = None,
    paper: PaperKind = None,
    dated: Dated = None,
    author: Author = None,
    reason: Why = None,
    after: After = None,
    at: At = None,
    id: Id = None,  # noqa: A002 - the option's name
    yes: Yes = False,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Record a payment, by default one of the debtor today; other fields are those of `lea act show record-payment`."""
    on, command_id = day or today(), id or new_id()
    _given(ctx, sum=sum_, source="debtor")
    command = stated_act(ctx, "record-payment", file, command_id, language, as_json)
    recording = recording_of(on, actor, paper=paper, dated=dated, author=author, reason=reason, after=after, at=at)
    send = sender(name, actor, number, language=language, as_json=as_json, yes=yes)
    send(command, on, recording, command_id, None)


@app.command(cls=CostCommand)
def cost(
    ctx: typer.Context,
    number: Number,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="What for; `lea act show record-cost` lists kinds.")],
    sum_: Sum,
    actor: Actor,
    *,
    day: Day = None,
    file: File = None,
    paper: PaperKind = None,
    dated: Dated = None,
    author: Author = None,
    reason: Why = None,
    after: After = None,
    at: At = None,
    id: Id = None,  # noqa: A002 - the option's name
    yes: Yes = False,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Record a cost of execution (Art. 401), by default of today."""
    on, command_id = day or today(), id or new_id()
    _given(ctx, kind=kind, sum=sum_)
    command = stated_act(ctx, "record-cost", file, command_id, language, as_json)
    recording = recording_of(on, actor, paper=paper, dated=dated, author=author, reason=reason, after=after, at=at)
    send = sender(name, actor, number, language=language, as_json=as_json, yes=yes)
    send(command, on, recording, command_id, None)


def _given(ctx: typer.Context, **fields: str) -> None:
    """Fields that are given as arguments, or have a usual value."""
    for field, value in fields.items():
        ctx.meta[FIELDS].setdefault(field, [value])
