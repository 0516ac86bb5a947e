"""What a backlog of acts would do, in intake and in proceedings; nothing is written."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.base import Contract
from contracts.commands.backlogs import ACTS_AT_MOST, BacklogAct
from contracts.events.intake import InitiationDecided
from contracts.problems import Problem
from contracts.queries.base import Model, Query
from contracts.recording import Recording
from contracts.values import Day

Acts = Annotated[tuple[BacklogAct, ...], Field(max_length=ACTS_AT_MOST)]


class Initiation(Contract):
    """The decision by which a proceeding would begin."""

    day: Day
    decided: InitiationDecided
    recording: Recording | None = None


class BacklogPreview(Contract):
    """What a backlog would do."""

    stream: UUID
    outcome: Literal["accepted", "refused"]
    problems: tuple[Problem, ...] = ()
    """Why it would be refused, each with the place of its act: `acts.3.data.sum`."""
    irregular: tuple[Problem, ...] = ()
    """Of acts that would be recorded all the same: why they were not open on their day."""
    recorded: int
    """Acts that are recorded already."""
    initiation: Initiation | None = None
    """Of a statement: how its proceeding would begin; none: it would not."""


class PreviewStatementActs(Query):
    """Show what a backlog of acts on one statement would do."""

    type: ClassVar[str] = "lea.intake.preview-acts.v1"
    reply: ClassVar[Model] = BacklogPreview
    statement: UUID
    """Its stream, which may not have begun."""
    acts: Acts


class PreviewActs(Query):
    """Show what a backlog of acts in one proceeding would do."""

    type: ClassVar[str] = "lea.proceedings.preview-acts.v1"
    reply: ClassVar[Model] = BacklogPreview
    proceeding: UUID
    initiation: Initiation | None = None
    """How the proceeding would begin, where it has not begun."""
    acts: Acts
