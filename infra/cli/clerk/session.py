"""What the commands of a clerk have in common: options, the client, and how refusals are shown."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, TypeVar

import typer
from pydantic import TypeAdapter, ValidationError
from rich.text import Text

from contracts.problems import Problem
from contracts.replies import Accepted, Rejected
from contracts.values import ProceedingNumber
from infra.cli.clerk.labels import Say, words_in
from infra.cli.common.explanations import explained
from infra.cli.common.output import console, errors, print_json
from infra.cli.common.running_system import addresses_of, operator_broker
from infra.cli.common.terminal import PlainTable
from infra.stack.errors import StackError
from shared.clerk_client import ClerkClient, QueryRefused
from shared.law.names import Language
from shared.messaging.senders import OPERATOR

REFUSED = 3
"""Exit code of a command or a preview that the rules refuse."""

T = TypeVar("T")

Number = Annotated[str, typer.Argument(help="Number of the proceeding, such as 0401-2026-000003.")]
Actor = Annotated[
    str,
    typer.Option("--actor", "--as", envvar="LEA_ACTOR", help="The acting person, for example executor:0101-017."),
]
Asker = Annotated[
    str,
    typer.Option("--actor", "--as", envvar="LEA_ACTOR", help="The person who asks, for example executor:0101-017."),
]
InLanguage = Annotated[Language, typer.Option("--language", help="Language of names and labels.")]
NOBODY = "operator:cli"

_NUMBER: TypeAdapter[str] = TypeAdapter(ProceedingNumber)
_UNKNOWN = "proceeding-unknown"


def with_client(
    name: str, actor: str, work: Callable[[ClerkClient], Awaitable[T]], *, language: Language, as_json: bool
) -> T:
    """The result of `work` with a client for a running system; a refused query ends the command."""
    url = operator_broker(addresses_of(name))

    async def connected() -> T:
        async with ClerkClient(url, user=OPERATOR, source="/lea/cli", actor=actor, name="lea") as client:
            return await work(client)

    try:
        return asyncio.run(connected())
    except QueryRefused as refused:
        if any(problem.code == _UNKNOWN for problem in refused.problems):
            raise StackError(f"{refused}.") from None
        show_refusal(refused.problems, language=language, as_json=as_json)
        raise typer.Exit(REFUSED) from None


def checked(number: str) -> str:
    """The number of a proceeding. Raises BadParameter."""
    try:
        return _NUMBER.validate_python(number)
    except ValidationError as error:
        raise typer.BadParameter(explained(error.errors()[0]["msg"]), param_hint="NUMBER") from None


def finish(reply: Accepted | Rejected, *, language: Language, as_json: bool) -> None:
    """Show the reply to a command; one that is refused ends with exit code 3."""
    if isinstance(reply, Rejected):
        show_refusal(reply.problems, language=language, as_json=as_json)
        raise typer.Exit(REFUSED)
    if as_json:
        print_json(reply.model_dump(mode="json"))
        return
    say = words_in(language)
    done = say("recorded") if reply.event_ids else say("nothing to change")
    console.print(Text.assemble((f"{say('Accepted')}: {done}. ", "green"), f"{say('act')} {reply.command_id}"))


def show_refusal(problems: Sequence[Problem], *, language: Language, as_json: bool) -> None:
    """Every reason with its field, rule and article; as JSON on standard output."""
    if as_json:
        print_json({"outcome": "refused", "problems": [problem.model_dump(mode="json") for problem in problems]})
        return
    say = words_in(language)
    errors.print(Text(f"{say('Refused')}:", "red"))
    errors.print(problems_table(problems, say))
    sys.stderr.flush()


def problems_table(problems: Sequence[Problem], say: Say) -> PlainTable:
    """A row for each problem."""
    columns = ("field", "article", "rule", "found")
    table = PlainTable(*map(say, columns), prose=(say("rule"), say("found")), box=None, padding=(0, 2, 0, 0))
    for problem in problems:
        table.add_row(problem.field or "", problem.article or "", problem.rule, explained(problem.detail))
    return table
