"""What a clerk states about the recording of an act: paper, reason, order."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer
from pydantic import ValidationError

from contracts.recording import Paper, Recording
from infra.cli.common.explanations import explained
from shared.clock import MINSK

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


def paper_of(kind: str, dated: datetime, author: str) -> Paper:
    """A paper as a clerk names it. Raises BadParameter."""
    name, _, number = kind.partition(":")
    try:
        return Paper(kind=name, number=number or None, dated=dated.date(), author=author)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise typer.BadParameter(explained(first["msg"]), param_hint="--paper") from None


def recording_of(
    day: datetime,
    actor: str,
    *,
    paper: str | None,
    dated: datetime | None,
    author: str | None,
    reason: str | None,
    after: UUID | None,
    at: datetime | None,
) -> Recording | None:
    """What is stated; None where nothing is. Raises BadParameter."""
    if paper is None and (dated or author):
        raise typer.BadParameter("--dated and --author belong to a paper: name it with --paper")
    named = paper_of(paper, dated or day, author or actor) if paper else None
    moment = datetime.combine(day.date(), at.time(), MINSK) if at else None
    recording = Recording(paper=named, reason=reason, after=after, at=moment)
    return recording if recording != Recording() else None
