"""The acts of a proceeding, with corrections and revisions."""

from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from contracts.base import Contract
from contracts.events.corrections import CorrectionKind
from contracts.problems import Problem
from contracts.queries.base import Model, Query
from contracts.queries.proceedings.fields import Actor, RowLimit
from contracts.recording import Recording
from contracts.values import Added, Citation, ProceedingNumber, Text


class Reading(Contract):
    """How an act reads."""

    day: date
    """The day it takes effect."""
    data: dict[str, Any]
    """What it states."""


class ActView(Contract):
    """An act as it is recorded, in the place it has by its day."""

    id: UUID
    """The id of the command that recorded it."""
    act: str
    article: Citation
    day: date
    """The day it takes effect."""
    recorded_at: AwareDatetime
    actor: Actor
    data: dict[str, Any]
    """What it states now, as the event that records it."""
    recorded_as: Added[Reading | None] = None
    """How it read when it was recorded; none: it was never corrected, or only annulled."""
    recording: Recording | None = None
    """What was stated about its recording: paper, reason, order."""
    revision: int | None = None
    """The revision of the course it led to."""
    struck: bool = False
    """Its entry was struck: it never happened, and has no effect."""
    corrected_by: UUID | None = None
    """The last correction that was made of it."""
    problems: tuple[Problem, ...] = ()
    """Why it was not open on its day, as known now; none where it was open."""
    resolution: Added[str | None] = None
    """The number of the resolution in which it was made: of the body's series, or that of its paper."""


class RevisionView(Contract):
    """A revision of the course."""

    revision: int
    recorded_at: AwareDatetime
    cause: UUID
    """The command that caused it."""
    since: date
    """The first day that changed."""


class CorrectionView(Contract):
    """A correction of an act, made or waiting for a second person."""

    id: UUID
    kind: CorrectionKind
    act: UUID
    standing: Literal["proposed", "made", "rejected"]
    recorded_at: AwareDatetime
    """When it was proposed, or made at once."""
    actor: Actor
    """Who proposed it, or made it at once."""
    reason: Text
    was: Added[Reading | None] = None
    """How the act read when the correction was asked for."""
    reads: Added[Reading | None] = None
    """How it reads by the correction: made, as the event that records it; proposed, as its command states it. None: it
    is struck or annulled."""
    since: Added[date | None] = None
    """The day from which it is annulled."""


class History(Contract):
    """All acts of a proceeding in the order in which they take effect, the corrections, the revisions of its course."""

    id: UUID
    number: ProceedingNumber
    acts: tuple[ActView, ...]
    corrections: tuple[CorrectionView, ...] = ()
    revisions: tuple[RevisionView, ...]
    more: bool = False
    """Whether there are acts before these."""
    known: Added[bool | None] = None
    """Whether the command that was asked about is on record; none: none was."""


class ShowHistory(Query):
    """Show the acts of a proceeding in the order of their days, all or the last of them.

    A page has the corrections of its acts and those that wait for a second person, and the last revisions.
    """

    type: ClassVar[str] = "lea.proceedings.show-history.v1"
    reply: ClassVar[Model] = History
    number: ProceedingNumber
    limit: Added[RowLimit | None] = None
    """Only the last of them; none: all."""
    before: Added[UUID | None] = None
    """Only what stands before this act, the first of the page before."""
    known: Added[UUID | None] = None
    """The id of a command: is an act or a correction by it on record?"""
