"""`lea act`: what an act needs, what it would do, and recording, correcting and annulling it."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from contracts.identifiers import new_id
from contracts.queries.proceedings import Preview
from infra.cli.clerk.corrections import annul, approve, correct, reject, strike
from infra.cli.clerk.fields import ActCommand
from infra.cli.clerk.listing import show
from infra.cli.clerk.previews import show_preview
from infra.cli.clerk.recording import After, At, Author, Dated, Day, PaperKind, Shown, Why, recording_of
from infra.cli.clerk.sending import sender, today
from infra.cli.clerk.session import Actor, Number, Yes, checked, with_client
from infra.cli.clerk.stating import stated_act
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson
from infra.cli.common.running_system import Name

if TYPE_CHECKING:
    from shared.clerk_client import ClerkClient

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


app.command()(show)


@app.command(cls=ActCommand)
def preview(
    ctx: typer.Context,
    number: Number,
    act: ActName,
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
    shown: Shown = None,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Show what an act would do, made today or recorded with --day. Nothing is written."""
    on = day or today()
    recording = recording_of(
        on, actor, paper=paper, dated=dated, author=author, reason=reason, after=after, at=at, shown=shown
    )
    command, asked = stated_act(ctx, act, file, new_id(), language, as_json), checked(number)

    async def work(client: "ClerkClient") -> Preview:
        return await client.preview(asked, command, on.date(), recording)

    answer = with_client(name, actor, work, language=language, as_json=as_json)
    show_preview(answer, language=language, as_json=as_json)


@app.command(cls=ActCommand)
def do(
    ctx: typer.Context,
    number: Number,
    act: ActName,
    actor: Actor,
    *,
    file: File = None,
    shown: Shown = None,
    id: Id = None,  # noqa: A002 - the option's name
    version: Version = None,
    yes: Yes = False,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Make an act today. It is refused where it is not open. On a terminal its preview is shown first."""
    command_id = id or new_id()
    command = stated_act(ctx, act, file, command_id, language, as_json)
    send = sender(name, actor, number, language=language, as_json=as_json, yes=yes)
    send(command, today(), recording_of(today(), actor, shown=shown), command_id, version)


@app.command(cls=ActCommand)
def record(
    ctx: typer.Context,
    number: Number,
    act: ActName,
    actor: Actor,
    day: Annotated[datetime, typer.Option("--day", formats=["%Y-%m-%d"], help="Day on which the act takes effect.")],
    *,
    file: File = None,
    paper: PaperKind = None,
    dated: Dated = None,
    author: Author = None,
    reason: Why = None,
    after: After = None,
    at: At = None,
    shown: Shown = None,
    id: Id = None,  # noqa: A002 - the option's name
    version: Version = None,
    yes: Yes = False,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Record an act that was made on paper, elsewhere or earlier, with its paper and the reason why it comes late."""
    recording = recording_of(
        day, actor, paper=paper, dated=dated, author=author, reason=reason, after=after, at=at, shown=shown
    )
    command_id = id or new_id()
    command = stated_act(ctx, act, file, command_id, language, as_json)
    send = sender(name, actor, number, language=language, as_json=as_json, yes=yes)
    send(command, day, recording, command_id, version)


for each in (strike, annul, approve, reject):
    app.command()(each)
app.command(cls=ActCommand)(correct)
