"""`lea act strike|correct|annul|approve|reject`: the four corrections, which delete nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from pydantic_core import to_json

from contracts.catalogue import COMMANDS
from contracts.events.corrections import Annuller
from contracts.identifiers import new_id
from contracts.queries.proceedings import ActView, CorrectionView
from contracts.registry import Command, MalformedMessage
from infra.cli.clerk.histories import corrections_table
from infra.cli.clerk.problems import refuse
from infra.cli.clerk.recording import Author, Dated, Day, paper_of
from infra.cli.clerk.sending import sender, today
from infra.cli.clerk.session import Actor, Number, Yes, checked, with_client
from infra.cli.clerk.stating import stated_act
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson, console
from infra.cli.common.running_system import Name
from shared.law.names import Language

ActId = Annotated[UUID, typer.Argument(metavar="ID", help="Id of the act, as `lea proceeding history` shows it.")]
CorrectionId = Annotated[UUID, typer.Argument(metavar="CORRECTION", help="Id of the proposed correction.")]
Reason = Annotated[str, typer.Option("--reason", "--because", help="The reason, which is recorded.")]
Basis = Annotated[str, typer.Option("--paper", help="Paper that shows it: KIND or KIND:NUMBER, as memo:17.")]
CorrectedAct = Annotated[str, typer.Argument(metavar="ACT", help="The act as it is to read, such as record-payment.")]
File = Annotated[
    Path | None, typer.Option("--from", exists=True, dir_okay=False, help="YAML or JSON with the fields of the act.")
]


def strike(
    number: Number,
    act_id: ActId,
    actor: Actor,
    reason: Reason,
    paper: Basis,
    *,
    dated: Dated = None,
    author: Author = None,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Strike an entry: what it records never happened. A second person approves."""
    data = {"act": act_id, "reason": reason, "basis": paper_of(paper, dated or today(), author or actor)}
    _send("strike-entry", data, number, actor, language, name, as_json)


def correct(
    ctx: typer.Context,
    number: Number,
    act_id: ActId,
    act: CorrectedAct,
    actor: Actor,
    reason: Reason,
    *,
    day: Day = None,
    file: File = None,
    paper: Annotated[
        str | None, typer.Option("--paper", help="The paper of the act: KIND or KIND:NUMBER. Not for a slip.")
    ] = None,
    dated: Dated = None,
    author: Author = None,
    slip: Annotated[
        bool, typer.Option("--slip", help="The resolution itself has a slip, corrected by a resolution (Art. 343(4)).")
    ] = False,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Correct an entry that was typed wrongly, or with --slip a slip in the resolution; give the whole act anew."""
    if slip == (paper is not None):
        raise typer.BadParameter("an entry is corrected with --paper, a slip with --slip")
    command = stated_act(ctx, act, file, act_id, language, as_json)
    stated = {"type": command.type, "data": command.model_dump(mode="json", exclude_none=True)}
    data: dict[str, Any] = {"act": act_id, "day": day and day.date(), "data": stated, "reason": reason}
    if paper is not None:
        data["basis"] = paper_of(paper, dated or day or today(), author or actor)
    _send("correct-slip" if slip else "correct-entry", data, number, actor, language, name, as_json)


def annul(
    number: Number,
    act_id: ActId,
    actor: Actor,
    by: Annotated[Annuller, typer.Option("--by", help="Who annulled the act.")],
    since: Annotated[datetime, typer.Option("--since", formats=["%Y-%m-%d"], help="Day from which it has no effect.")],
    reason: Reason,
    paper: Basis,
    *,
    dated: Dated = None,
    author: Author = None,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Record that a superior or a court annulled an act; what was done meanwhile remains."""
    basis = paper_of(paper, dated or since, author or by.value)
    data = {"act": act_id, "by": by.value, "since": since.date(), "reason": reason, "basis": basis}
    _send("annul-act", data, number, actor, language, name, as_json)


def approve(
    number: Number,
    correction: CorrectionId,
    actor: Actor,
    *,
    yes: Yes = False,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Approve a correction that another person proposed, which is shown first: it is made."""
    asked = checked(number)
    if not as_json:
        shown = with_client(name, actor, lambda client: client.history(asked), language=language, as_json=as_json)
        show_proposal(correction, shown.corrections, shown.acts, language)
    _send("approve-correction", {"correction": correction}, number, actor, language, name, as_json, yes=yes)


def reject(
    number: Number,
    correction: CorrectionId,
    actor: Actor,
    reason: Reason,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Reject a proposed correction, or withdraw it."""
    _send("reject-correction", {"correction": correction, "reason": reason}, number, actor, language, name, as_json)


def show_proposal(
    correction: UUID, corrections: Iterable[CorrectionView], acts: Sequence[ActView], language: Language
) -> None:
    """Print what is to be approved; of an unknown correction the service says that it is none."""
    if found := [each for each in corrections if each.id == correction]:
        console.print(corrections_table(found, acts, language))


def _send(
    correction: str,
    data: dict[str, Any],
    number: str,
    actor: str,
    language: Language,
    name: str,
    as_json: bool,
    *,
    yes: bool = True,
) -> None:
    given = {key: value for key, value in data.items() if value is not None}
    try:
        command: Command = COMMANDS.decode(f"lea.proceedings.{correction}.v1", to_json(given))
    except MalformedMessage as error:
        refuse(error.problems, language=language, as_json=as_json)
    send = sender(name, actor, number, language=language, as_json=as_json, yes=yes)
    send(command, today(), None, new_id(), None)
