"""`lea books unidentified`: money on the account of a body that no proceeding is named for (Art. 403)."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from contracts.catalogue import COMMANDS
from contracts.identifiers import accounts_of, new_id
from contracts.queries.proceedings import ListUnidentified
from contracts.registry import Command, MalformedMessage
from contracts.replies import Accepted, Rejected
from infra.cli.clerk.books_tables import unidentified_table
from infra.cli.clerk.labels import words_in
from infra.cli.clerk.problems import refuse
from infra.cli.clerk.recording import Day, paper_of
from infra.cli.clerk.sending import today
from infra.cli.clerk.session import NOBODY, Actor, Asker, Number, checked, finish, with_client
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name
from shared.act_fields import in_full
from shared.law.names import Language

if TYPE_CHECKING:
    from shared.clerk_client import ClerkClient

app = typer.Typer(
    no_args_is_help=True,
    help="Money that no proceeding is named for: record it, identify its proceeding, send it back.",
)

Body = Annotated[str, typer.Argument(help="The enforcement body.")]
Receipt = Annotated[UUID, typer.Argument(help="Id of the money, as the list has it.")]
Payout = Annotated[UUID, typer.Argument(help="Id of the payout, as the list has it.")]
Sum = Annotated[str, typer.Argument(metavar="SUM", help='The sum: "100.00 BYN".')]
Shown = Annotated[str, typer.Option("--paper", help="The paper that shows it: KIND or KIND:NUMBER, as letter:17.")]
Author = Annotated[str | None, typer.Option("--author", help="Who wrote the paper; default: the acting person.")]
Id = Annotated[UUID | None, typer.Option("--id", help="Id of the command: sent again with it, it is recorded once.")]


@app.command("list")
def list_(
    *,
    body: Body,
    settled: Annotated[bool, typer.Option("--settled", help="Also what was identified or sent back.")] = False,
    actor: Asker = NOBODY,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """List money that is held, or on its way back."""
    asked = ListUnidentified(body=body, settled=settled)
    found = with_client(name, actor, lambda client: client.unidentified(asked), language=language, as_json=as_json)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    console.print(unidentified_table(found, language) if found.receipts else words_in(language)("none"))


@app.command()
def receive(
    *,
    body: Body,
    sum_: Sum,
    actor: Actor,
    order: Annotated[str, typer.Option("--order", help="Number of the payment order.")],
    dated: Annotated[
        datetime | None, typer.Option("--dated", formats=["%Y-%m-%d"], help="Date of the order; default: the day.")
    ] = None,
    payer: Annotated[str, typer.Option("--payer", help="Who paid, as the order has it.")],
    payer_id: Annotated[
        str | None, typer.Option("--payer-id", help="Identifier of the payer, where known: unp:191234563.")
    ] = None,
    purpose: Annotated[str, typer.Option("--purpose", help="Purpose of the payment, as the order has it.")],
    day: Day = None,
    id: Id = None,  # noqa: A002 - the option's name
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Record money that was credited, by default today."""
    on = day or today()
    bank_order = {"number": order, "dated": str((dated or on).date()), **({"payer": payer_id} if payer_id else {})}
    fields = {"receipt": new_id(), "sum": sum_, "bank_order": bank_order, "payer": payer, "purpose": purpose}
    _Sending(name, actor, body, language, as_json).send("receive-unidentified", fields, on, id)


@app.command()
def identify(
    *,
    body: Body,
    receipt: Receipt,
    sum_: Sum,
    number: Number,
    actor: Actor,
    paper: Shown,
    author: Author = None,
    source: Annotated[str, typer.Option("--source", help="Where it came from, as in `record-payment`.")] = "debtor",
    measure: Annotated[UUID | None, typer.Option("--measure", help="Id of the measure that brought it.")] = None,
    payday: Annotated[UUID | None, typer.Option("--payday", help="Id of the payday on which it was withheld.")] = None,
    pledged_thing: Annotated[
        bool, typer.Option("--pledged-thing", help="It is the price of the pledged thing.")
    ] = False,
    passed_on: Annotated[
        UUID | None, typer.Option("--passed-on", help="Id of the payment of which another body passed it on.")
    ] = None,
    day: Day = None,
    id: Id = None,  # noqa: A002 - the option's name
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Identify the proceeding for which money, or a part of it, was paid: it is a payment there since its credit."""
    on, asked = day or today(), checked(number)
    view = with_client(name, actor, lambda client: client.show(asked), language=language, as_json=as_json)
    fields = {
        "receipt": receipt, "sum": sum_, "proceeding": view.id, "payment": new_id(), "source": source,
        "paper": paper_of(paper, on, author or actor).model_dump(mode="json"),
        "measure": measure, "payday": payday, "pledged_thing": pledged_thing or None, "passed_on": passed_on,
    }  # fmt: skip
    _Sending(name, actor, body, language, as_json).send("identify-receipt", fields, on, id)


@app.command("return")
def return_(
    *,
    body: Body,
    receipt: Receipt,
    sum_: Sum,
    actor: Actor,
    paper: Shown,
    author: Author = None,
    order: Annotated[str | None, typer.Option("--order", help="Number of the payment order.")] = None,
    day: Day = None,
    id: Id = None,  # noqa: A002 - the option's name
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Order money that belongs to no proceeding back to its payer."""
    on = day or today()
    shown = paper_of(paper, on, author or actor).model_dump(mode="json")
    fields = {"receipt": receipt, "payout": new_id(), "sum": sum_, "paper": shown}
    _Sending(name, actor, body, language, as_json).send(
        "return-unidentified", {**fields, **({"order": order} if order else {})}, on, id
    )


@app.command()
def confirm(
    *,
    body: Body,
    payout: Payout,
    actor: Actor,
    day: Day = None,
    id: Id = None,  # noqa: A002 - the option's name
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Record that the bank debited money that goes back."""
    sending = _Sending(name, actor, body, language, as_json)
    sending.send("confirm-unidentified-return", {"payout": payout}, day or today(), id)


@app.command()
def undo(
    *,
    body: Body,
    payout: Payout,
    reason: Annotated[str, typer.Argument(help="Why it did not reach its payer.")],
    actor: Actor,
    day: Day = None,
    id: Id = None,  # noqa: A002 - the option's name
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Record that money did not reach its payer: it is held again."""
    sending = _Sending(name, actor, body, language, as_json)
    sending.send("undo-unidentified-return", {"payout": payout, "reason": reason}, day or today(), id)


@app.command()
def strike(
    *,
    body: Body,
    receipt: Receipt,
    reason: Annotated[str, typer.Argument(help="Why the entry is wrong.")],
    actor: Actor,
    paper: Shown,
    author: Author = None,
    day: Day = None,
    id: Id = None,  # noqa: A002 - the option's name
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Strike the entry of money that never came, or came otherwise."""
    on = day or today()
    shown = paper_of(paper, on, author or actor).model_dump(mode="json")
    sending = _Sending(name, actor, body, language, as_json)
    sending.send("strike-unidentified", {"receipt": receipt, "reason": reason, "paper": shown}, on, id)


class _Sending:
    """Sends commands to the account of a body."""

    def __init__(self, name: str, actor: str, body: str, language: Language, as_json: bool) -> None:
        self._name, self._actor, self._body = name, actor, body
        self._language, self._as_json = language, as_json

    def send(self, act: str, fields: dict[str, Any], day: datetime, id_: UUID | None) -> None:
        """Send a command with fields as a clerk writes them, and show the reply; exit code 3: refused."""
        command = self._command(act, fields)

        async def work(client: "ClerkClient") -> Accepted | Rejected:
            return await client.send(accounts_of(self._body), command, day.date(), id=id_ or new_id())

        reply = with_client(self._name, self._actor, work, language=self._language, as_json=self._as_json)
        finish(reply, language=self._language, as_json=self._as_json)

    def _command(self, act: str, fields: dict[str, Any]) -> Command:
        text = json.dumps(in_full({"body": self._body, **fields}), default=str)
        try:
            command: Command = COMMANDS.decode(f"lea.proceedings.{act}.v1", text.encode())
        except MalformedMessage as error:
            refuse(error.problems, language=self._language, as_json=self._as_json)
        return command
