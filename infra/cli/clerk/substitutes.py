"""`lea substitutes`: who stands in for an executor who is away, from day to day (Art. 344(3))."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer
from pydantic import ValidationError

from contracts.commands.substitutes import AppointSubstitute, EndSubstitution
from contracts.events.proceedings import HandoverReason
from contracts.identifiers import new_id, substitutes_of
from contracts.queries.proceedings import ListSubstitutions
from contracts.registry import problems_of
from contracts.replies import Accepted, Rejected
from infra.cli.clerk.labels import words_in
from infra.cli.clerk.problems import refuse
from infra.cli.clerk.session import NOBODY, Actor, Asker, finish, with_client
from infra.cli.clerk.tables import substitutions_table
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name
from shared.clock import SystemClock
from shared.law.names import Language

if TYPE_CHECKING:
    from shared.clerk_client import ClerkClient

app = typer.Typer(no_args_is_help=True, help="Who stands in for an executor who is away. Exit code 3: refused.")

Body = Annotated[str, typer.Argument(help="The enforcement body.")]
_DAY = ["%Y-%m-%d"]


@app.command("list")
def list_(
    *, body: Body, actor: Asker = NOBODY, language: InLanguage, name: Name = "default", as_json: AsJson = False
) -> None:
    """List the substitutions of a body that last today or begin later."""
    asked = ListSubstitutions(body=body, day=SystemClock().today())
    found = with_client(name, actor, lambda client: client.substitutions(asked), language=language, as_json=as_json)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    console.print(substitutions_table(found, language) if found.substitutions else words_in(language)("none"))


@app.command()
def appoint(
    *,
    executor: Annotated[str, typer.Argument(help="Number of the executor who is away, such as 0101-017.")],
    substitute: Annotated[str, typer.Argument(help="Number of the executor of the same body who acts for that one.")],
    since: Annotated[datetime, typer.Argument(formats=_DAY, help="First day.")],
    until: Annotated[datetime, typer.Argument(formats=_DAY, help="Last day.")],
    reason: Annotated[HandoverReason | None, typer.Option("--reason", help="Why the executor is away.")] = None,
    actor: Actor,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Appoint a substitute; the head of the body does. Exit code 3: refused."""
    body = executor.partition("-")[0]
    fields = {
        "body": body,
        "substitution": new_id(),
        "executor": executor,
        "substitute": substitute,
        "since": since.date(),
        "until": until.date(),
        "reason": reason,
    }
    try:
        command = AppointSubstitute.model_validate(fields)
    except ValidationError as error:
        refuse(problems_of(error), language=language, as_json=as_json)
    _send(command, name, actor, language, as_json=as_json)


@app.command()
def end(
    *,
    body: Body,
    substitution: Annotated[UUID, typer.Argument(help="Id of the substitution, as the list has it.")],
    until: Annotated[datetime, typer.Argument(formats=_DAY, help="Its last day now.")],
    actor: Actor,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """End a substitution earlier than it was to. Exit code 3: refused."""
    try:
        command = EndSubstitution(body=body, substitution=substitution, until=until.date())
    except ValidationError as error:
        refuse(problems_of(error), language=language, as_json=as_json)
    _send(command, name, actor, language, as_json=as_json)


def _send(
    command: AppointSubstitute | EndSubstitution, name: str, actor: str, language: Language, *, as_json: bool
) -> None:
    async def work(client: "ClerkClient") -> Accepted | Rejected:
        return await client.send(substitutes_of(command.body), command, SystemClock().today())

    finish(with_client(name, actor, work, language=language, as_json=as_json), language=language, as_json=as_json)
