"""`lea statement strike|correct|approve|reject`: corrections of entries before the decision, which delete nothing."""

from typing import TYPE_CHECKING, Any

import typer
from pydantic_core import to_json

from contracts.catalogue import COMMANDS
from contracts.identifiers import new_id
from contracts.registry import Command, MalformedMessage
from contracts.replies import Accepted, Rejected
from infra.cli.clerk.corrections import ActId, Basis, CorrectedAct, CorrectionId, File, Reason, show_proposal
from infra.cli.clerk.problems import refuse
from infra.cli.clerk.recording import Author, Dated, Day, paper_of
from infra.cli.clerk.sending import today
from infra.cli.clerk.session import Actor, Yes, asks, confirm, finish, with_client
from infra.cli.clerk.statements import Body, StatementNumber, body_of
from infra.cli.clerk.stating import stated_act
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson
from infra.cli.common.running_system import Name
from shared.law.names import Language

if TYPE_CHECKING:
    from shared.clerk_client import ClerkClient


def strike(
    number: StatementNumber,
    act_id: ActId,
    actor: Actor,
    reason: Reason,
    paper: Basis,
    *,
    body: Body = None,
    dated: Dated = None,
    author: Author = None,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Strike an entry of a statement: what it records never happened."""
    data = {"act": act_id, "reason": reason, "basis": paper_of(paper, dated or today(), author or actor)}
    _send("strike-entry", data, number, body_of(body, actor), actor, language, name, as_json)


def correct(
    ctx: typer.Context,
    number: StatementNumber,
    act_id: ActId,
    act: CorrectedAct,
    actor: Actor,
    reason: Reason,
    paper: Basis,
    *,
    body: Body = None,
    day: Day = None,
    file: File = None,
    dated: Dated = None,
    author: Author = None,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Correct an entry of a statement that was typed wrongly; give the whole act anew."""
    command = stated_act(ctx, act, file, act_id, language, as_json, "intake")
    data: dict[str, Any] = {
        "act": act_id,
        "day": day and day.date(),
        "data": {"type": command.type, "data": command.model_dump(mode="json", exclude_none=True)},
        "reason": reason,
        "basis": paper_of(paper, dated or day or today(), author or actor),
    }
    _send("correct-entry", data, number, body_of(body, actor), actor, language, name, as_json)


def approve(
    number: StatementNumber,
    correction: CorrectionId,
    actor: Actor,
    *,
    body: Body = None,
    yes: Yes = False,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Approve a correction that another person proposed, which is shown first: it is made."""
    of_body = body_of(body, actor)
    if not as_json:
        shown = with_client(
            name, actor, lambda client: client.statement(of_body, number), language=language, as_json=as_json
        )
        show_proposal(correction, shown.corrections, shown.acts, language)
    if asks(yes=yes, as_json=as_json):
        confirm(language)
    _send("approve-correction", {"correction": correction}, number, of_body, actor, language, name, as_json)


def reject(
    number: StatementNumber,
    correction: CorrectionId,
    actor: Actor,
    reason: Reason,
    *,
    body: Body = None,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Reject a proposed correction, or withdraw it."""
    data = {"correction": correction, "reason": reason}
    _send("reject-correction", data, number, body_of(body, actor), actor, language, name, as_json)


def _send(
    correction: str,
    data: dict[str, Any],
    number: str,
    body: str,
    actor: str,
    language: Language,
    name: str,
    as_json: bool,
) -> None:
    given = {key: value for key, value in data.items() if value is not None}
    try:
        command: Command = COMMANDS.decode(f"lea.intake.{correction}.v1", to_json(given))
    except MalformedMessage as error:
        refuse(error.problems, language=language, as_json=as_json)

    async def work(client: "ClerkClient") -> Accepted | Rejected:
        view = await client.statement(body, number)
        return await client.send(view.id, command, today().date(), id=new_id())

    finish(with_client(name, actor, work, language=language, as_json=as_json), language=language, as_json=as_json)
