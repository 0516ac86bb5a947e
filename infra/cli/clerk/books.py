"""`lea books`: what accounts hold, what was posted, the export, the check, and the closing of periods."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from pydantic import ValidationError

from contracts.commands.accounts import ClosePeriod
from contracts.identifiers import accounts_of
from contracts.queries.base import Query
from contracts.queries.proceedings import ListTransactions, ShowBalances
from contracts.replies import Rejected
from infra.cli.clerk import unidentified
from infra.cli.clerk.books_tables import balances_table, transactions_table
from infra.cli.clerk.labels import words_in
from infra.cli.clerk.problems import refuse
from infra.cli.clerk.recording import paper_of
from infra.cli.clerk.session import NOBODY, Actor, Asker, with_client
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name, addresses_of, service_url
from infra.cli.common.terminal import PlainTable
from infra.stack.errors import StackError
from shared.clock import MINSK, SystemClock
from shared.explanations import explained

if TYPE_CHECKING:
    from asyncpg import Connection

    from services.proceedings.book_checks import Checked

app = typer.Typer(
    no_args_is_help=True,
    help="The two books: balances, transactions, export, check, closed periods. Exit code 3: refused.",
)

app.add_typer(unidentified.app, name="unidentified")

T = TypeVar("T")

_DAY = ["%Y-%m-%d"]
_MOMENT = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
Number = Annotated[str | None, typer.Option("--number", help="Of this proceeding.")]
Body = Annotated[str | None, typer.Option("--body", help="Of the deposit account of this enforcement body.")]
KnownAt = Annotated[
    datetime | None, typer.Option("--as-known-at", formats=_MOMENT, help="What was known at this moment (Minsk).")
]


@app.command()
def balance(
    *,
    number: Number = None,
    body: Body = None,
    as_of: Annotated[datetime | None, typer.Option(formats=_DAY, help="At the end of this day.")] = None,
    as_known_at: KnownAt = None,
    actor: Asker = NOBODY,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Show what the accounts of both books hold."""
    asked = _asked(ShowBalances, number=number, body=body, as_of=as_of and as_of.date(), as_known_at=as_known_at)
    found = with_client(name, actor, lambda client: client.balances(asked), language=language, as_json=as_json)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    console.print(balances_table(found, language) if found.balances else words_in(language)("none"))


@app.command()
def transactions(
    *,
    number: Number = None,
    body: Body = None,
    since: Annotated[datetime | None, typer.Option(formats=_DAY, help="Posted on or after this day.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=_DAY, help="Posted on or before this day.")] = None,
    as_known_at: KnownAt = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 100,
    actor: Asker = NOBODY,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """List what was posted, in the order of recording."""
    days = {"since": since and since.date(), "until": until and until.date()}
    asked = _asked(ListTransactions, number=number, body=body, as_known_at=as_known_at, limit=limit, **days)
    found = with_client(name, actor, lambda client: client.transactions(asked), language=language, as_json=as_json)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    say = words_in(language)
    console.print(transactions_table(found, language) if found.transactions else say("none"))
    if found.more:
        console.print(say("There are more; narrow the search."))


@app.command()
def export(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="The journal to write, in the format of Beancount.")],
    body: Annotated[list[str] | None, typer.Option("--body", help="Only of these bodies.")] = None,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Write both books as a journal that Beancount reads and checks."""
    from services.proceedings.book_queries import posted
    from shared.books.beancount import beancount

    legs = asyncio.run(_with_tables(name, lambda connection: posted(connection, body or ())))
    with file.open("w", encoding="utf-8") as journal:
        journal.writelines(f"{line}\n" for line in beancount(legs))
    if as_json:
        print_json({"file": str(file), "legs": len(legs)})
    else:
        console.print(f"{len(legs)} legs written to {file}.")


@app.command()
def check(
    post: Annotated[bool, typer.Option("--post", help="First post what older releases did not.")] = False,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Check that every transaction adds up and that the books say what follows from the events.

    Exit code 1 if they do not.
    """
    checked = asyncio.run(_checked(name, post=post))
    if as_json:
        faults = [fault._asdict() for fault in checked.faults]
        print_json({"proceedings": checked.proceedings, "posted": checked.posted, "faults": faults})
    else:
        _show(checked)
    if checked.faults:
        raise StackError(f"{len(checked.faults)} faults in the books.")


@app.command()
def close(
    *,
    body: Annotated[str, typer.Argument(help="The enforcement body.")],
    until: Annotated[datetime, typer.Argument(formats=_DAY, help="Last day of the period.")],
    statement: Annotated[
        str, typer.Option("--statement", help="Statement of the bank the accounts agree with: KIND or KIND:NUMBER.")
    ],
    actor: Actor,
    author: Annotated[str, typer.Option("--author", help="The bank.")] = "bank",
    cash: Annotated[
        str | None,
        typer.Option("--cash", help="What explains seized cash that is not in the bank yet: KIND or KIND:NUMBER."),
    ] = None,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Close the accounts of a body up to a day: what is recorded later is posted after it. Exit code 3: refused."""
    explained_by = paper_of(cash, until, f"{body}") if cash else None
    command = ClosePeriod(
        body=body, until=until.date(), statement=paper_of(statement, until, author), cash=explained_by
    )
    today = SystemClock().today()
    reply = with_client(
        name,
        actor,
        lambda client: client.send(accounts_of(body), command, today),
        language=language,
        as_json=as_json,
    )
    if isinstance(reply, Rejected):
        refuse(reply.problems, language=language, as_json=as_json)
    if as_json:
        print_json({"body": body, "until": str(command.until)})
    else:
        closed = words_in(language)("The accounts of {body} are closed until {until}.")
        console.print(closed.format(body=body, until=command.until))


Q = TypeVar("Q", bound=Query)


def _asked(model: type[Q], *, as_known_at: datetime | None, **given: Any) -> Q:
    moment = as_known_at.replace(tzinfo=MINSK) if as_known_at else None
    try:
        return model.model_validate({**given, "as_known_at": moment})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        named = f"--{first['loc'][0]}" if first["loc"] else "--number, --body"
        raise typer.BadParameter(explained(first["msg"]), param_hint=named) from None


async def _with_tables(name: str, work: Callable[["Connection"], Awaitable[T]], *, read_only: bool = True) -> T:
    import asyncpg

    settings = {"default_transaction_read_only": "on"} if read_only else {}
    connection = await asyncpg.connect(service_url(addresses_of(name), "proceedings"), server_settings=settings)
    try:
        async with connection.transaction(isolation="repeatable_read" if read_only else "read_committed"):
            return await work(connection)
    finally:
        await connection.close()


async def _checked(name: str, *, post: bool) -> "Checked":
    from services.proceedings.book_checks import BEFORE_ALL, check_books, post_missing

    last, posted, now = BEFORE_ALL if post else None, 0, SystemClock().now()
    while last is not None:
        page = partial(post_missing, after=last, now=now)
        last, count = await _with_tables(name, page, read_only=False)
        posted += count
    checked = await _with_tables(name, check_books)
    checked.posted = posted
    return checked


def _show(checked: "Checked") -> None:
    if checked.faults:
        table = PlainTable("number", "fault", box=None, padding=(0, 2, 0, 0))
        for each in checked.faults:
            table.add_row(each.number, each.fault)
        console.print(table)
    if checked.posted:
        console.print(f"{checked.posted} transactions were missing and are posted.")
    console.print(f"The books of {checked.proceedings} proceedings were checked, {len(checked.faults)} faults.")
    sys.stdout.flush()
