"""Which acts are open."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from contracts.base import Contract
from contracts.problems import Problem
from contracts.queries.base import Model, Query
from contracts.queries.proceedings.fields import Actor
from contracts.values import Citation, Day, ProceedingNumber


class GroundOpening(Contract):
    """Whether a ground of an act is there."""

    ground: str
    article: Citation
    problems: tuple[Problem, ...] = ()
    """Why not; none: it is, as far as this can be said without what the act would state."""


class Opening(Contract):
    """Whether an act is open on a day."""

    act: str
    article: Citation
    by: tuple[str, ...]
    """Who may do it."""
    open: bool
    problems: tuple[Problem, ...] = ()
    """Why it is not open."""
    grounds: tuple[GroundOpening, ...] = ()
    """For a decision that names a ground."""
    depends_on: tuple[str, ...] = ()
    """Conditions that can be tested only with what the act states."""


class Openings(Contract):
    """Every act of the procedure, in the order of its table."""

    id: UUID
    number: ProceedingNumber
    day: date
    status: str
    acts: tuple[Opening, ...]


class ShowOpenActs(Query):
    """Show which acts are open to an actor on a day."""

    type: ClassVar[str] = "lea.proceedings.show-open-acts.v1"
    reply: ClassVar[Model] = Openings
    number: ProceedingNumber
    day: Day
    actor: Actor
