"""The decider: two pure functions and an initial state hold the rules of a service.

`decide` returns what happens, `evolve` what that changes; neither does I/O, reads a clock or awaits. So every rule of
law is tested as a table, without a broker or a database.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.problems import Problem, limited
from contracts.registry import Command, Event

S = TypeVar("S")
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Context(Generic[F]):
    """What a decision may know besides the stream's own state."""

    today: date
    """The day of the decision, Europe/Minsk."""
    facts: F
    """What the service's own tables say; read in the same transaction."""
    continued: bool = False
    """Whether the acts before this one were decided for the same backlog (`shared.backlogs`)."""
    next_day: date | None = None
    """The day of the act that follows in the same backlog; none: nothing follows."""
    backlog: bool = False
    """Whether the act is one of a backlog."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decided event with another effective date than its command, on or before the day of the decision."""

    data: Event
    effective_date: date
    follows: tuple[UUID | None, ...] = field(default=(), compare=False)
    """The act that it follows from, by the id of its command, and then that of each of the entries it holds."""


Decided = Sequence[Event | Recorded]
"""What `decide` returns; a bare event takes the effective date of its command."""


class Rejection(Exception):
    """Raised by `decide`: the command is refused, with every reason found (`limited`)."""

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            raise ValueError("a rejection names at least one problem")
        self.problems = limited(problems)
        super().__init__(", ".join(problem.code for problem in self.problems))


class BoundReached(Rejection):
    """A rejection that raises an alarm as well: something is done too often to be right."""


class StreamDiverged(Exception):
    """Raised by `decide`: what a stream has published is not what follows from it, and nothing explains that.

    The stream takes no commands until the cause is removed; the command is kept.
    """


@dataclass(frozen=True, slots=True)
class Decider(Generic[S, F]):
    """The rules of one kind of stream."""

    initial: S
    """The state of a stream without events."""
    decide: Callable[[S, CommandEnvelope[Any], Context[F]], Decided]
    """The events a command leads to, none if it changes nothing; raises Rejection."""
    evolve: Callable[[S, EventEnvelope[Any]], S]
    """The state after an event. The only way state changes; never raises for a stored event."""
    inputs: Callable[[F], str | None] = lambda _: None
    """The versions of code and tables that a decision rests on, recorded with its events (`contracts.recording`)."""
    recordable: Collection[type[Command]] = frozenset()
    """The commands that a backlog may hold: those that record acts."""
    alone: Mapping[type[Command], str] = field(default_factory=dict)
    """Why some commands are recorded each by itself, and in no backlog."""
