"""Which rows of time limits run towards a date, and how a row becomes one."""

from collections.abc import Iterable
from datetime import date

from shared.law.calendar import WorkingCalendar
from shared.law.rule_sets.rows import TimeLimit
from shared.law.rule_sets.vocabulary import LimitKind
from shared.law.rule_sets.vocabulary import Unit as LawUnit
from shared.law.time_limits import Computation, Entry, Limit, NotComputable, Unit, compute

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


def fixed(row: TimeLimit) -> Limit:
    """The limit with the last day that an act names."""
    unit = Unit.STATED if row.stands_on_day_off else Unit.DATE
    return Limit(id=row.id, article=str(row.article), amount=None, unit=unit, rule_set=row.rule_set)
