"""`lea duties`: what has to be done and is not done."""

from datetime import datetime
from typing import Annotated

import typer
from pydantic import ValidationError

from contracts.queries.proceedings import ListDuties
from infra.cli.clerk.labels import words_in
from infra.cli.clerk.session import NOBODY, Asker, with_client
from infra.cli.clerk.tables import duties_table
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name
from shared.explanations import explained

app = typer.Typer()


@app.command()
def duties(
    *,
    number: Annotated[str | None, typer.Option("--number", help="Only of this proceeding.")] = None,
    body: Annotated[str | None, typer.Option("--body", help="Only of this enforcement body.")] = None,
    executor: Annotated[str | None, typer.Option("--executor", help="Only of this court executor.")] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="Opened on or before this day.")
    ] = None,
    actor: Asker = NOBODY,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """List open duties: what somebody has to do and no act has done yet."""
    given = {"number": number, "body": body, "executor": executor, "opened_until": until and until.date()}
    try:
        asked = ListDuties.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise typer.BadParameter(explained(first["msg"]), param_hint=f"--{first['loc'][0]}") from None
    found = with_client(name, actor, lambda client: client.duties(asked), language=language, as_json=as_json)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    say = words_in(language)
    console.print(duties_table(found.duties, language) if found.duties else say("none"))
    if found.more:
        console.print(say("There are more; narrow the search."))
