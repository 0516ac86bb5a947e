"""`lea act`: what an act needs, what it would do, and recording, correcting and annulling it."""

from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from contracts.identifiers import new_id
from contracts.queries.proceedings import Preview
from infra.cli.clerk.corrections import annul, approve, correct, reject, strike
from infra.cli.clerk.fields import ActCommand, acts, fields_of, model_of
from infra.cli.clerk.labels import words_in
from infra.cli.clerk.recording import After, At, Author, Dated, Day, PaperKind, Why, recording_of
from infra.cli.clerk.sending import sender, stated_act, today
from infra.cli.clerk.session import REFUSED, Actor, InLanguage, Number, checked, show_refusal, with_client
from infra.cli.clerk.tables import preview_parts, table
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name
from shared.clerk_client import ClerkClient
from shared.clock import SystemClock
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.rows import Ground

app = typer.Typer(
    no_args_is_help=True,
    help="Acts: what one needs, what it would do; make, record, correct and annul. Exit code 3: refused.",
)

ActName = Annotated[str, typer.Argument(metavar="ACT", help="The act, such as suspend-proceeding; `show` lists them.")]
File = Annotated[
    Path | None, typer.Option("--from", exists=True, dir_okay=False, help="YAML or JSON with the fields of the act.")
]
Id = Annotated[
    UUID | None, typer.Option("--id", help="Id of the command: sent again with it, the act is recorded once.")
]
Version = Annotated[
    int | None, typer.Option("--version", min=0, help="Refuse unless the proceeding stands at this version.")
]


@app.command()
def show(
    act: Annotated[str | None, typer.Argument(metavar="[ACT]", help="The act; none: all of them.")] = None,
    language: InLanguage = "en",
    as_json: AsJson = False,
) -> None:
    """Show the fields of an act, who does it, its article and grounds; without an act list them all."""
    rule_set = RuleSets.load().in_force(SystemClock().today())
    rows, say = rule_set.procedures.enforcement.acts, words_in(language)
    if act is None:
        known = [(name, str(rows[name].article), ", ".join(rows[name].by)) for name in acts()]
        if as_json:
            print_json([{"act": name, "article": article, "by": by} for name, article, by in known])
        else:
            console.print(table(say, say("Acts"), ("act", "article", "by"), known))
        return
    model_of(act)
    row, fields = rows[act], fields_of(act)
    grounds = [each for each in rule_set.all(Ground) if each.decision in row.decisions]
    if as_json:
        named = {ground.id: str(ground.article) for ground in grounds}
        shown = [
            {"option": each.option, "required": each.required, "form": each.form, "meaning": each.meaning}
            for each in fields
        ]
        print_json({"act": act, "article": str(row.article), "by": row.by, "fields": shown, "grounds": named})
        return
    console.print(f"{act}, {row.article}: {', '.join(row.by)}")
    if fields:
        columns = ("field", "required", "form", "meaning")
        listed = [(each.option, say("yes") if each.required else "", each.form, each.meaning) for each in fields]
        console.print(table(say, say("Fields"), columns, listed, prose=("form", "meaning")))
    if grounds:
        named_ = [(each.id, str(each.article), getattr(each.name, language)) for each in grounds]
        console.print(table(say, say("Grounds"), ("ground", "article", "meaning"), named_, prose=("meaning",)))


@app.command(cls=ActCommand)
def preview(
    ctx: typer.Context,
    number: Number,
    act: ActName,
    actor: Actor,
    day: Day = None,
    file: File = None,
    paper: PaperKind = None,
    dated: Dated = None,
    author: Author = None,
    reason: Why = None,
    after: After = None,
    at: At = None,
    language: InLanguage = "en",
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Show what an act would do, made today or recorded with --day. Nothing is written."""
    on = day or today()
    recording = recording_of(on, actor, paper=paper, dated=dated, author=author, reason=reason, after=after, at=at)
    command, asked = stated_act(ctx, act, file, new_id(), language, as_json), checked(number)

    async def work(client: ClerkClient) -> Preview:
        return await client.preview(asked, command, on.date(), recording)

    shown = with_client(name, actor, work, language=language, as_json=as_json)
    if as_json:
        print_json(shown.model_dump(mode="json"))
    elif shown.outcome == "refused":
        show_refusal(shown.problems, language=language, as_json=False)
    else:
        for part in preview_parts(shown, language):
            console.print(part)
    if shown.outcome == "refused":
        raise typer.Exit(REFUSED)


@app.command(cls=ActCommand)
def do(
    ctx: typer.Context,
    number: Number,
    act: ActName,
    actor: Actor,
    file: File = None,
    id: Id = None,  # noqa: A002 - the option's name
    version: Version = None,
    language: InLanguage = "en",
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Make an act today. It is refused where it is not open."""
    command_id = id or new_id()
    command = stated_act(ctx, act, file, command_id, language, as_json)
    send = sender(name, actor, number, language=language, as_json=as_json)
    send(command, today(), None, command_id, version)


@app.command(cls=ActCommand)
def record(
    ctx: typer.Context,
    number: Number,
    act: ActName,
    actor: Actor,
    day: Annotated[datetime, typer.Option("--day", formats=["%Y-%m-%d"], help="Day on which the act takes effect.")],
    file: File = None,
    paper: PaperKind = None,
    dated: Dated = None,
    author: Author = None,
    reason: Why = None,
    after: After = None,
    at: At = None,
    id: Id = None,  # noqa: A002 - the option's name
    version: Version = None,
    language: InLanguage = "en",
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Record an act that was made on paper, elsewhere or earlier, with its paper and the reason why it comes late."""
    recording = recording_of(day, actor, paper=paper, dated=dated, author=author, reason=reason, after=after, at=at)
    command_id = id or new_id()
    command = stated_act(ctx, act, file, command_id, language, as_json)
    send = sender(name, actor, number, language=language, as_json=as_json)
    send(command, day, recording, command_id, version)


for each in (strike, annul, approve, reject):
    app.command()(each)
app.command(cls=ActCommand)(correct)
