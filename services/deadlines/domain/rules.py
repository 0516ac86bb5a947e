"""The law and the calendar that deadlines applies, and how a row becomes a date."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from contracts.events.deadlines import LimitRef, Step
from services.deadlines.domain.reading import Reading
from services.deadlines.domain.watch import Occurrence
from shared.law.calendar import WorkingCalendar
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.rows import TimeLimit
from shared.law.rule_sets.vocabulary import LimitKind
from shared.law.rule_sets.vocabulary import Unit as LawUnit
from shared.law.time_limits import Computation, Entry, Limit, NotComputable, Unit, compute, step_in_words

WATCHED = frozenset(
    {
        LimitKind.ACT_BY,
        LimitKind.NOT_BEFORE,
        LimitKind.STATE_LENGTH,
        LimitKind.WINDOW,
        LimitKind.TAKES_EFFECT,
        LimitKind.SET_BY_COURT,
        LimitKind.SET_BY_EXECUTOR,
        LimitKind.SET_BY_LAW,
    }
)
"""Kinds that run towards a date; the others measure, cap or only name."""


ENDED_BY_ACT = frozenset(
    {LimitKind.STATE_LENGTH, LimitKind.SET_BY_COURT, LimitKind.SET_BY_EXECUTOR, LimitKind.SET_BY_LAW}
)
"""Kinds whose last day the act that starts them may name."""


def watched(row: TimeLimit) -> bool:
    """Whether a row runs towards a date that means something when it is reached."""
    awaited = row.unit is not LawUnit.IMMEDIATE or bool(row.met_by)
    return row.kind in WATCHED and awaited


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


def computed(
    row: TimeLimit, start: date, until: date | None, calendar: WorkingCalendar, history: Iterable[Entry] = ()
) -> Computation | None:
    """The date a row gives from its starting event; None where it has none.

    A last day that the act itself names (`until`) prevails over the row's length: the row is its cap.
    """
    rule = row if until is None else fixed(row)
    try:
        return compute(rule, start if until is None else until, calendar, tuple(history))
    except NotComputable:
        return None


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


def fixed(row: TimeLimit) -> Limit:
    """The limit with the last day that an act names."""
    unit = Unit.STATED if row.stands_on_day_off else Unit.DATE
    return Limit(id=row.id, article=str(row.article), amount=None, unit=unit, rule_set=row.rule_set)
