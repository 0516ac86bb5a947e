"""Queries and operations about rebuilds of the read model of service 3.11.01."""

from enum import StrEnum
from typing import ClassVar

from contracts.base import Contract
from contracts.queries.base import CONSOLE, Model, Operation, Query
from contracts.values import Instant, Text


class RebuildState(StrEnum):
    """How a rebuild stands."""

    ASKED = "asked"
    """No job has taken it up yet."""
    RUNNING = "running"
    DONE = "done"
    DIFFERED = "differed"
    """The new copy answers; it is not what the old one was."""
    FAILED = "failed"
    """The old copy goes on answering."""


class RebuildLine(Contract):
    """A rebuild that was asked for."""

    id: int
    state: RebuildState
    actor: str
    reason: str
    comparing: bool
    """Whether the copies are compared at the switch."""
    asked_at: Instant
    started_at: Instant | None = None
    phase: str | None = None
    """`reading`, `catching up`, `switching`."""
    events: int = 0
    """Events in the new copy."""
    total: int = 0
    """Events there were when the rebuild began."""
    reported_at: Instant | None = None
    ended_at: Instant | None = None
    detail: str | None = None
    """What differed, or why it failed."""


class Rebuilds(Contract):
    """Rebuilds, the latest first."""

    rebuilds: tuple[RebuildLine, ...]


class ListRebuilds(Query):
    """List the latest rebuilds, with the progress of the one that runs."""

    type: ClassVar[str] = "lea.court_query.list-rebuilds.v1"
    reply: ClassVar[Model] = Rebuilds
    actors: ClassVar[tuple[str, ...]] = CONSOLE


class RequestRebuild(Operation):
    """Ask for a rebuild: a job of operations carries it out. While one is open, no other can be asked for."""

    type: ClassVar[str] = "lea.court_query.request-rebuild.v1"
    reply: ClassVar[Model] = Rebuilds
    reason: Text
    comparing: bool = True
