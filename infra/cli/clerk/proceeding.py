"""`lea proceeding`: find proceedings, show them, their acts, and what can be done in them."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from contracts.queries.deadlines import Limits, ListLimits, Standing
from contracts.queries.proceedings import FindProceedings, ProceedingView
from infra.cli.clerk.histories import history_tables
from infra.cli.clerk.labels import words_in
from infra.cli.clerk.session import NOBODY, Asker, Number, checked, with_client
from infra.cli.clerk.showing import proceeding_panel
from infra.cli.clerk.tables import found_table, openings_table
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name
from shared.clock import SystemClock
from shared.explanations import explained

if TYPE_CHECKING:
    from shared.clerk_client import ClerkClient

app = typer.Typer(no_args_is_help=True, help="Proceedings: find, show, their acts, and which acts are open.")

PartyId = "Identifier: unp:…, personal-number:…, foreign:…."


@app.command()
def find(
    *,
    number: Annotated[str | None, typer.Option("--number", help="Number of the proceeding.")] = None,
    document: Annotated[str | None, typer.Option("--document", help="Number of the execution document.")] = None,
    issuer: Annotated[str | None, typer.Option("--issuer", help="Code of its issuer, such as EC-MINSK.")] = None,
    debtor: Annotated[str | None, typer.Option("--debtor", help=f"Debtor. {PartyId}")] = None,
    recoverer: Annotated[str | None, typer.Option("--recoverer", help=f"Recoverer. {PartyId}")] = None,
    actor: Asker = NOBODY,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Find proceedings by number, execution document or party. Exit code 1 if there is none."""
    given = {
        "number": number,
        "document": document,
        "issuer": issuer,
        "debtor": debtor and _identifier(debtor),
        "recoverer": recoverer and _identifier(recoverer),
    }
    try:
        asked = FindProceedings.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        hint = f"--{first['loc'][0]}" if first["loc"] else None
        raise typer.BadParameter(explained(first["msg"]), param_hint=hint) from None
    found = with_client(name, actor, lambda client: client.find(asked), language=language, as_json=as_json)
    say = words_in(language)
    if as_json:
        print_json(found.model_dump(mode="json"))
    elif not found.proceedings:
        console.print(say("none"))
    else:
        console.print(found_table(found, language))
        if found.more:
            console.print(say("There are more; narrow the search."))
        if found.contradicting:
            console.print(say("Contradictory records of whose the number is:"), ", ".join(found.contradicting))
    if not found.proceedings:
        raise typer.Exit(1)


@app.command()
def show(
    number: Number,
    *,
    actor: Asker = NOBODY,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Show parties, document, claims, statuses, measures, terms and duties."""

    async def work(client: "ClerkClient") -> tuple[ProceedingView, Limits]:
        asked = ListLimits(number=checked(number), standing=Standing.RUNNING)
        return await asyncio.gather(client.show(number), client.limits(asked))

    view, limits = with_client(name, actor, work, language=language, as_json=as_json)
    if as_json:
        shown = limits.model_dump(mode="json")
        print_json({**view.model_dump(mode="json"), "limits": shown["limits"]})
        return
    console.print(proceeding_panel(view, limits, language))


@app.command()
def history(
    number: Number,
    *,
    actor: Asker = NOBODY,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """List the acts in the order in which they take effect, and the revisions of the course."""
    asked = checked(number)
    shown = with_client(name, actor, lambda client: client.history(asked), language=language, as_json=as_json)
    if as_json:
        print_json(shown.model_dump(mode="json"))
        return
    console.print(history_tables(shown, language))


@app.command()
def acts(
    number: Number,
    *,
    day: Annotated[
        datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="Day of the act; today by default.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Show acts that are not open as well, and why.")] = False,
    actor: Asker = NOBODY,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """List the acts that are open on a day. With --all also the others, with article and reason."""
    on, asked = day.date() if day else SystemClock().today(), checked(number)
    openings = with_client(name, actor, lambda client: client.open_acts(asked, on), language=language, as_json=as_json)
    if not all_:
        openings = openings.model_copy(update={"acts": tuple(each for each in openings.acts if each.open)})
    if as_json:
        print_json(openings.model_dump(mode="json"))
        return
    console.print(openings_table(openings, language))


def _identifier(value: str) -> dict[str, Any]:
    kind, _, identifier = value.partition(":")
    return {"kind": kind, "value": identifier}
