"""What a clerk states about the recording of an act: paper, reason, order."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import typer
from pydantic import ValidationError

from contracts.recording import Attestation, Paper, Recording
from shared.clock import MINSK
from shared.explanations import explained

Day = Annotated[datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="Day on which the act takes effect.")]
PaperKind = Annotated[
    str | None, typer.Option("--paper", help="Paper the act is recorded from: KIND or KIND:NUMBER, as resolution:17.")
]
Dated = Annotated[
    datetime | None, typer.Option("--dated", formats=["%Y-%m-%d"], help="Date of the paper; default: the day.")
]
Author = Annotated[str | None, typer.Option("--author", help="Who wrote the paper; default: the acting person.")]
Why = Annotated[
    str | None,
    typer.Option("--reason", "--because", help="Why it is recorded late; --because where the act itself has a reason."),
]
After = Annotated[UUID | None, typer.Option("--after", help="Id of an act of the same day that came before.")]
At = Annotated[
    datetime | None,
    typer.Option("--at", formats=["%H:%M"], help="Time of the day at which the act was made (Minsk)."),
]

Shown = Annotated[
    list[str] | None,
    typer.Option(
        "--shown",
        metavar="CONDITION=KIND[:NUMBER[:DATE[:AUTHOR]]]",
        help="The paper that shows a condition of the act; once for each. Default: of the day, by the acting person.",
    ),
]


def paper_of(kind: str, dated: datetime, author: str) -> Paper:
    """A paper as a clerk names it. Raises BadParameter."""
    name, _, number = kind.partition(":")
    try:
        return Paper(kind=name, number=number or None, dated=dated.date(), author=author)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise typer.BadParameter(explained(first["msg"]), param_hint="--paper") from None


def attestations_of(stated: Iterable[str], day: date, author: str) -> tuple[Attestation, ...]:
    """Which paper shows which condition, as a clerk names them. Raises BadParameter."""
    return tuple(_attestation(each, day, author) for each in stated)


def _attestation(stated: str, day: date, author: str) -> Attestation:
    condition, separator, paper = stated.partition("=")
    if not separator:
        raise typer.BadParameter(f"{stated!r}: write CONDITION=KIND:NUMBER:DATE:AUTHOR", param_hint="--shown")
    kind, number, dated, by = (*paper.split(":", 3), "", "", "")[:4]
    try:
        return Attestation.model_validate(
            {
                "condition": condition,
                "paper": {"kind": kind, "number": number or None, "dated": dated or day, "author": by or author},
            }
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise typer.BadParameter(f"{field}: {explained(first['msg'])}", param_hint="--shown") from None


def recording_of(
    day: datetime,
    actor: str,
    *,
    paper: str | None = None,
    dated: datetime | None = None,
    author: str | None = None,
    reason: str | None = None,
    after: UUID | None = None,
    at: datetime | None = None,
    shown: Iterable[str] | None = None,
) -> Recording | None:
    """What is stated; None where nothing is. Raises BadParameter."""
    if paper is None and (dated or author):
        raise typer.BadParameter("--dated and --author belong to a paper: name it with --paper")
    named = paper_of(paper, dated or day, author or actor) if paper else None
    moment = datetime.combine(day.date(), at.time(), MINSK) if at else None
    attestations = attestations_of(shown or (), day.date(), actor)
    recording = Recording(paper=named, reason=reason, after=after, at=moment, attestations=attestations)
    return recording if recording != Recording() else None
