"""A computed time limit that explains itself; `wording` says it in words."""

import datetime as dt
from enum import StrEnum

from contracts.base import Contract
from shared.law.calendar import Day
from shared.law.time_limits.rules import Direction, Unit


class StepKind(StrEnum):
    STARTED = "started"
    COUNTED_BACK = "counted_back"
    AT_ONCE = "at_once"
    FIXED_DATE = "fixed_date"
    SKIPPED = "skipped"
    COUNTED = "counted"  # a Saturday or Sunday that is worked by transfer
    ENDED = "ended"
    SHORT_MONTH = "short_month"
    ROLLED = "rolled"
    EARLIEST = "earliest"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    INTERRUPTED = "interrupted"
    RESTARTED = "restarted"
    EXTENDED = "extended"
    RESTORED = "restored"
    WITHOUT_EFFECT = "without_effect"
    PROVISIONAL = "provisional"


class RestUnit(StrEnum):
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


class Rest(Contract):
    """What is left of a suspended limit, the day of suspension included."""

    amount: int
    unit: RestUnit


class Step(Contract):
    """One step of a computation, with its article.

    `date` is the day the step is about, `until` the day it leads to, `day` the calendar's day with its reason
    and act, `rest` what was left at a suspension.
    """

    kind: StepKind
    article: str
    date: dt.date
    until: dt.date | None = None
    day: Day | None = None
    rest: Rest | None = None


class Computation(Contract):
    """A time limit as computed from one event, under one rule and one version of the calendar.

    `due` is the last day to act for `after` and `before`, the earliest day for the other directions; it is None
    while the limit is suspended (then `rest` says what is left) or interrupted. `last_day` is the end of the
    period itself. `provisional` tells that the transfers of a year it rests on are not published yet.
    """

    rule_id: str
    rule_set: str
    article: str
    amount: int | None
    unit: Unit
    direction: Direction
    start: dt.date
    first_day: dt.date
    last_day: dt.date | None
    due: dt.date | None
    rest: Rest | None
    provisional: bool
    calendar_version: str
    steps: tuple[Step, ...]
