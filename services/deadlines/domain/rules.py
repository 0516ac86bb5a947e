"""The law and the calendar that deadlines applies, and how a limit is recomputed."""

from dataclasses import dataclass, field

from contracts.events.deadlines import LimitRef, Step
from services.deadlines.domain.reading import Reading
from services.deadlines.domain.watch import Occurrence
from shared.law.calendar import WorkingCalendar
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.rows import TimeLimit
from shared.law.rule_sets.vocabulary import LimitKind
from shared.law.time_limits import Computation, step_in_words
from shared.watched_limits import computed


def waits(row: TimeLimit) -> bool:
    """Whether a row asks for something not before its date; the others ask for it by then."""
    return row.kind is LimitKind.NOT_BEFORE


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who has a watched statement or proceeding."""

    body: str
    executor: str | None
    """None: the statement was given to nobody yet."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What deadlines' own tables say."""

    calendar: WorkingCalendar
    """With every act published so far."""
    reading: Reading = field(default_factory=Reading)
    """How the watched stream reads, the observed event included."""
    carrier: Carrier | None = None
    """Who has it; none: nothing is known of the stream."""
    stands_in: frozenset[str] = frozenset()
    """The executors for whom the sender of the command stands in today."""


def recomputed(occurrence: Occurrence, row: TimeLimit, calendar: WorkingCalendar) -> Computation | None:
    """The date of a running limit under a calendar, with all that happened to it."""
    return computed(row, occurrence.starts_on, occurrence.until, calendar, occurrence.history)


def steps(computation: Computation) -> tuple[Step, ...]:
    """The explanation of a computation as events carry it."""
    return tuple(
        Step(day=step.date, rule=step.kind.replace("_", "-"), article=step.article, text=step_in_words(step))
        for step in computation.steps
    )


def row_of(rule_sets: RuleSets, ref: LimitRef) -> TimeLimit:
    """The row behind a limit, in the rule set it was set under."""
    return rule_sets.named(ref.rule_set).limit(ref.limit)
