"""What the commands of a clerk have in common: options, the client, and how refusals are shown."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from pydantic import TypeAdapter, ValidationError
from rich.text import Text

from contracts.replies import Accepted, Rejected
from contracts.values import ProceedingNumber
from infra.cli.clerk.labels import words_in
from infra.cli.clerk.problems import detail_in, refuse
from infra.cli.common.output import console, print_json
from infra.cli.common.running_system import addresses_of, operator_broker
from infra.stack.errors import StackError
from shared.explanations import explained
from shared.law.names import Language
from shared.problem_texts import advice

if TYPE_CHECKING:
    from shared.clerk_client import ClerkClient

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
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before it is recorded.")]
NOBODY = "operator:cli"

_NUMBER: TypeAdapter[str] = TypeAdapter(ProceedingNumber)
_UNKNOWN = frozenset({"proceeding-unknown", "unknown-statement"})


def with_client(
    name: str, actor: str, work: Callable[["ClerkClient"], Awaitable[T]], *, language: Language, as_json: bool
) -> T:
    """The result of `work` with a client for a running system; a refused query ends the command."""
    # Large, and of no use for help.
    from shared.clerk_client import ClerkClient, QueryRefused
    from shared.messaging.senders import OPERATOR

    url = operator_broker(addresses_of(name))

    async def connected() -> T:
        async with ClerkClient(url, user=OPERATOR, source="/lea/cli", actor=actor, name="lea") as client:
            return await work(client)

    try:
        return asyncio.run(connected())
    except QueryRefused as refused:
        if any(problem.code in _UNKNOWN for problem in refused.problems):
            found = "; ".join(detail_in(problem, language) for problem in refused.problems)
            raise StackError(f"{found}. {' '.join(advice(refused.problems, language))}") from None
        refuse(refused.problems, language=language, as_json=as_json)


def checked(number: str) -> str:
    """The number of a proceeding. Raises BadParameter."""
    try:
        return _NUMBER.validate_python(number)
    except ValidationError as error:
        raise typer.BadParameter(explained(error.errors()[0]["msg"]), param_hint="NUMBER") from None


def asks(*, yes: bool, as_json: bool) -> bool:
    """Whether to ask before something is recorded: on a terminal, unless --yes or --json is given."""
    return not yes and not as_json and sys.stdin.isatty() and sys.stdout.isatty()


def confirm(language: Language) -> None:
    """Ask whether to record what was shown. Raises Abort."""
    typer.confirm(words_in(language)("Record it?"), abort=True)


def finish(reply: Accepted | Rejected, *, language: Language, as_json: bool) -> None:
    """Show the reply to a command; one that is refused ends with exit code 3."""
    if isinstance(reply, Rejected):
        refuse(reply.problems, language=language, as_json=as_json)
    if as_json:
        print_json(reply.model_dump(mode="json"))
        return
    say = words_in(language)
    done = say("recorded") if reply.event_ids else say("nothing to change")
    console.print(Text.assemble((f"{say('Accepted')}: {done}. ", "green"), f"{say('act')} {reply.command_id}"))
