"""`lea statement`: register a statement, show, assess and decide it, and put right what is on record."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from contracts.catalogue import COMMANDS
from contracts.commands.intake import AssessStatement
from contracts.events.intake import Proposal
from contracts.identifiers import derived_id, new_id
from contracts.queries.intake import StatementPreview, StatementView
from contracts.queries.proceedings import FindProceedings
from contracts.recording import Recording
from contracts.registry import Command, MalformedMessage
from contracts.replies import Accepted, Rejected
from infra.cli.clerk import statement_corrections
from infra.cli.clerk.fields import ActCommand
from infra.cli.clerk.labels import words_in
from infra.cli.clerk.problems import refuse
from infra.cli.clerk.recording import Author, Dated, Day, PaperKind, Why, recording_of
from infra.cli.clerk.sending import today
from infra.cli.clerk.session import NOBODY, Actor, Asker, Yes, asks, confirm, finish, with_client
from infra.cli.clerk.statement_tables import assessment_tables, show_preview, statement_panel
from infra.cli.clerk.statements import Body, StatementNumber, body_of, decision_of
from infra.cli.clerk.stating import stated_act
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name
from shared.confirmed import Confirmed
from shared.law.names import Language

if TYPE_CHECKING:
    from shared.clerk_client import ClerkClient

app = typer.Typer(
    no_args_is_help=True,
    help="Statements on initiation: register, show, assess, decide. Exit code 3: refused.",
)

File = Annotated[
    Path | None, typer.Option("--from", exists=True, dir_okay=False, help="YAML or JSON with the fields of the act.")
]
Id = Annotated[UUID | None, typer.Option("--id", help="Id of the command: sent again with it, it is recorded once.")]

_ATTEMPTS, _PAUSE = 40, 0.25
"""How long to wait for the number of a proceeding that a decision begins."""


class Registration(ActCommand):
    """Its fields are those of the statement."""

    act = "register-statement"


@app.command(cls=Registration)
def register(
    ctx: typer.Context,
    actor: Actor,
    *,
    received: Annotated[
        datetime | None, typer.Option("--received", formats=["%Y-%m-%d"], help="Day of receipt; today by default.")
    ] = None,
    file: File = None,
    id: Id = None,  # noqa: A002 - the option's name
    statement: Annotated[
        UUID | None, typer.Option("--statement", help="Id of a statement that a restore has lost: it keeps it.")
    ] = None,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Register a statement with its execution document; `lea act show register-statement` lists the fields."""
    command_id = id or new_id()
    command: Any = stated_act(ctx, "register-statement", file, command_id, language, as_json, "intake")

    async def work(client: "ClerkClient") -> tuple[Accepted | Rejected, StatementView | None]:
        day = (received or today()).date()
        stream = statement or derived_id(command_id, "statement")
        reply = await client.send(stream, command, day, id=command_id)
        if isinstance(reply, Rejected):
            return reply, None
        return reply, await client.statement(command.body, command.registration_number)

    reply, view = with_client(name, actor, work, language=language, as_json=as_json)
    if view is None or as_json:
        finish(reply, language=language, as_json=as_json)
        return
    finish(reply, language=language, as_json=False)
    console.print(statement_panel(view, language))
    _say_next(f"lea statement assess {view.registration_number}", language)


@app.command()
def show(
    number: StatementNumber,
    *,
    body: Body = None,
    actor: Asker = NOBODY,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Show a statement as it is on record, with its assessment, decision and acts."""
    asked = body_of(body, actor)
    view = with_client(name, actor, lambda client: client.statement(asked, number), language=language, as_json=as_json)
    if as_json:
        print_json(view.model_dump(mode="json"))
        return
    console.print(statement_panel(view, language))


@app.command()
def assess(
    number: StatementNumber,
    actor: Actor,
    *,
    record: Annotated[bool, typer.Option("--record", help="Record the assessment; a decision needs one.")] = False,
    body: Body = None,
    day: Day = None,
    yes: Yes = False,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Assess a statement: what is lacking, the presentation limit, what follows. Written only with --record."""
    asked, on = body_of(body, actor), day or today()
    command, command_id = AssessStatement(), new_id()
    preview = with_client(
        name,
        actor,
        lambda client: client.preview_on_statement(asked, number, command, on.date(), id=command_id),
        language=language,
        as_json=as_json,
    )
    if not record or preview.outcome == "refused":
        show_preview(preview, language=language, as_json=as_json)
        if not as_json:
            _say_next(f"lea statement assess {number} --record", language)
        return
    if not as_json and preview.assessment:
        console.print(assessment_tables(preview.assessment, language))
    if asks(yes=yes, as_json=as_json):
        confirm(language)
    _send(command, number, asked, actor, on, None, preview, command_id, language, name, as_json)
    if not as_json and preview.assessment:
        _say_next(f"lea statement decide {number} {preview.assessment.proposal.value}", language)


@app.command()
def decide(
    number: StatementNumber,
    decision: Annotated[Proposal, typer.Argument(help="What the executor decides.")],
    actor: Actor,
    *,
    ground: Annotated[
        str | None, typer.Option("--ground", help="Ground of a refusal or return; the one that was found by default.")
    ] = None,
    reasons: Annotated[
        str | None, typer.Option("--reasons", help="Reasons with the norms; what was found by default.")
    ] = None,
    executor: Annotated[
        str | None, typer.Option("--executor", help="Number of the deciding executor; the acting person by default.")
    ] = None,
    full_name: Annotated[
        str, typer.Option("--full-name", envvar="LEA_FULL_NAME", help="Full name of the deciding executor.")
    ],
    body: Body = None,
    day: Day = None,
    paper: PaperKind = None,
    dated: Dated = None,
    author: Author = None,
    why: Why = None,
    id: Id = None,  # noqa: A002 - the option's name
    yes: Yes = False,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Initiate the proceeding, refuse to, or return the document. On a terminal the decision is shown first."""
    asked, on, command_id = body_of(body, actor), day or today(), id or new_id()
    recording = recording_of(on, actor, paper=paper, dated=dated, author=author, reason=why, after=None, at=None)
    view = with_client(name, actor, lambda client: client.statement(asked, number), language=language, as_json=as_json)
    data = decision_of(view, decision, actor, executor, full_name, ground, reasons, language)
    try:
        command: Command = COMMANDS.decode("lea.intake.decide-on-statement.v1", data)
    except MalformedMessage as error:
        refuse(error.problems, language=language, as_json=as_json)
    preview = with_client(
        name,
        actor,
        lambda client: client.preview_on_statement(asked, number, command, on.date(), recording, id=command_id),
        language=language,
        as_json=as_json,
    )
    if preview.outcome == "refused":
        refuse(preview.problems, language=language, as_json=as_json)
    if not as_json:
        show_preview(preview, language=language, as_json=False, command=command)
    if asks(yes=yes, as_json=as_json):
        confirm(language)
    _send(command, number, asked, actor, on, recording, preview, command_id, language, name, as_json)
    if decision is Proposal.INITIATE and not as_json:
        _show_proceeding(view, actor, language, name)


@app.command(cls=ActCommand)
def do(
    ctx: typer.Context,
    number: StatementNumber,
    act: Annotated[
        str, typer.Argument(metavar="ACT", help="Such as establish-circumstance; `lea act show` lists the acts.")
    ],
    actor: Actor,
    *,
    body: Body = None,
    day: Day = None,
    file: File = None,
    paper: PaperKind = None,
    dated: Dated = None,
    author: Author = None,
    reason: Why = None,
    id: Id = None,  # noqa: A002 - the option's name
    yes: Yes = False,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Record what became known of a statement, or that copies of the decision went out."""
    asked, on, command_id = body_of(body, actor), day or today(), id or new_id()
    recording = recording_of(on, actor, paper=paper, dated=dated, author=author, reason=reason, after=None, at=None)
    command = stated_act(ctx, act, file, command_id, language, as_json, "intake")
    preview: StatementPreview = with_client(
        name,
        actor,
        lambda client: client.preview_on_statement(asked, number, command, on.date(), recording, id=command_id),
        language=language,
        as_json=as_json,
    )
    if preview.outcome == "refused":
        refuse(preview.problems, language=language, as_json=as_json)
    if asks(yes=yes, as_json=as_json):
        show_preview(preview, language=language, as_json=False)
        confirm(language)
    _send(command, number, asked, actor, on, recording, preview, command_id, language, name, as_json)


for each in (statement_corrections.strike, statement_corrections.approve, statement_corrections.reject):
    app.command()(each)
app.command(cls=ActCommand)(statement_corrections.correct)


def _send(
    command: Command,
    number: str,
    body: str,
    actor: str,
    day: datetime,
    recording: Recording | None,
    shown: StatementPreview,
    command_id: UUID,
    language: Language,
    name: str,
    as_json: bool,
) -> None:
    async def work(client: "ClerkClient") -> Accepted | Rejected:
        view = await client.statement(body, number)
        confirmed = Confirmed(shown.version, shown.outcome_digest)
        return await client.send(view.id, command, day.date(), recording, id=command_id, confirmed=confirmed)

    finish(with_client(name, actor, work, language=language, as_json=as_json), language=language, as_json=as_json)


def _show_proceeding(view: StatementView, actor: str, language: Language, name: str) -> None:
    """Wait for the number that the proceeding of a statement gets, and print it."""
    proceeding = derived_id(view.id, "proceeding")
    asked = FindProceedings(document=view.document.number, issuer=view.document.issuer.code)

    async def work(client: "ClerkClient") -> str | None:
        for _ in range(_ATTEMPTS):
            rows = (await client.find(asked)).proceedings
            if number := next((row.number for row in rows if row.id == proceeding), None):
                return number
            await asyncio.sleep(_PAUSE)
        return None

    number = with_client(name, actor, work, language=language, as_json=False)
    if number is not None:
        console.print(f"{words_in(language)('Enforcement proceeding')} {number}.")
        _say_next(f"lea proceeding show {number}", language)
    else:
        _say_next(f"lea proceeding find --document '{view.document.number}'", language)


def _say_next(command: str, language: Language) -> None:
    console.print(f"{words_in(language)('Next')}: {command}", style="dim")
