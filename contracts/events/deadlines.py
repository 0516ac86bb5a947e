"""Events of `deadlines`; the stream has the id of the stream it watches (a statement or a proceeding)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from contracts.base import Contract
from contracts.codelists import Names
from contracts.registry import Event
from contracts.sensitivity import NOT_SENSITIVE
from contracts.values import Added, Citation, Code, FitsInteger, NumberText, Storable, Text


class LimitRef(Contract):
    """One running of one time limit."""

    occurrence: UUID
    """This running; derived from the starting event and the limit."""
    limit: Code
    """The row of the rule set, for example `voluntary-execution`."""
    article: Citation
    rule_set: Code


class Step(Contract):
    """One step of the arithmetic, for the explanation."""

    day: date
    rule: Code
    article: Citation
    text: Text


class LimitSet(Event):
    """A time limit began to run."""

    type: ClassVar[str] = "lea.deadlines.limit-set.v1"
    ref: LimitRef
    starts_on: date
    """The day of the starting event; the limit runs from the next day (Art. 135)."""
    due: date
    provisional: bool
    """Computed in a year whose transfers of working days are not published yet."""
    calendar: Code
    started_by: UUID
    """The event that started it."""
    about: Annotated[str, Storable, NOT_SENSITIVE] | None = None
    """The measure, resolution or ground it concerns; none: the whole stream."""
    until: date | None = None
    """Last day named by the act itself, where it named one."""
    steps: tuple[Step, ...]


class LimitApproaching(Event):
    """A running limit is near its end."""

    type: ClassVar[str] = "lea.deadlines.limit-approaching.v1"
    ref: LimitRef
    due: date


class LimitExpired(Event):
    """A limit ran out unmet. Effective date: the first day after it."""

    type: ClassVar[str] = "lea.deadlines.limit-expired.v1"
    ref: LimitRef
    due: date
    consequence: Text | None = None


class LimitMet(Event):
    """What the limit demanded was done. Effective date: the day it was done."""

    type: ClassVar[str] = "lea.deadlines.limit-met.v1"
    ref: LimitRef
    due: date
    in_time: bool
    met_by: UUID
    """The event that shows it, or the command that recorded it."""
    basis: Added[Text | None] = None
    """What shows it, where no event of the watched stream does."""
    state: Added[Code | None] = None
    """The procedural event that it is."""


class LimitSuspended(Event):
    """The limit stopped running (Art. 137)."""

    type: ClassVar[str] = "lea.deadlines.limit-suspended.v1"
    ref: LimitRef
    caused_by: UUID
    state: Code
    """The procedural event that opened the state in which it does not run."""


class LimitResumed(Event):
    """The limit runs on; the remainder gives a new day (Art. 137)."""

    type: ClassVar[str] = "lea.deadlines.limit-resumed.v1"
    ref: LimitRef
    due: date
    provisional: bool
    caused_by: UUID


class LimitInterrupted(Event):
    """The limit was interrupted and will run anew in full (Art. 339)."""

    type: ClassVar[str] = "lea.deadlines.limit-interrupted.v1"
    ref: LimitRef
    caused_by: UUID


class LimitExtended(Event):
    """The limit was extended (Art. 139)."""

    type: ClassVar[str] = "lea.deadlines.limit-extended.v1"
    ref: LimitRef
    old_due: date
    due: date
    reasons: Text
    caused_by: Added[UUID | None] = None
    """The event of the watched stream that extended it; none: it was recorded here."""


class LimitRestored(Event):
    """A missed limit was restored (Art. 138)."""

    type: ClassVar[str] = "lea.deadlines.limit-restored.v1"
    ref: LimitRef
    due: date
    reasons: Text


class LimitRescheduled(Event):
    """A new calendar or a corrected act moved the day."""

    type: ClassVar[str] = "lea.deadlines.limit-rescheduled.v1"
    ref: LimitRef
    old_due: date
    due: date
    provisional: bool
    calendar: Code
    cause: Text


class LimitCancelled(Event):
    """The limit lost its object: what it belonged to ended."""

    type: ClassVar[str] = "lea.deadlines.limit-cancelled.v1"
    ref: LimitRef
    caused_by: UUID
    state: Added[Code | None] = None
    """The procedural event that took its object away."""


class LimitStanding(StrEnum):
    """Where a limit stands."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    MET = "met"
    CLOSED = "closed"
    """Cancelled or interrupted: nothing can happen to it any more."""


class LimitChangeKind(StrEnum):
    """What happened to a limit after it was set."""

    SUSPENDED = "suspended"
    RESUMED = "resumed"
    INTERRUPTED = "interrupted"
    EXTENDED = "extended"
    RESTORED = "restored"
    EXPIRED = "expired"
    MET = "met"
    CANCELLED = "cancelled"


class LimitChange(Contract):
    """One entry in the history of a limit."""

    kind: LimitChangeKind
    on: date
    """The day it took effect."""
    until: date | None = None
    """The new last day, of an extension or a restoration."""
    state: Code | None = None
    """The procedural event: of a suspension, that opened the state in which the limit does not run; of an end, that
    closed it.
    """


class LimitRevised(Event):
    """The limit stands otherwise, because an act recorded late changed what happened to it.

    What was published of it before is replaced: an expiry that its history does not contain did not happen. Effective
    date: the first day from which the proceeding's course was revised.
    """

    type: ClassVar[str] = "lea.deadlines.limit-revised.v1"
    ref: LimitRef
    starts_on: date
    due: date
    provisional: bool
    calendar: Code
    standing: LimitStanding
    suspended_by: Code | None = None
    """The procedural event that suspended it, while it is suspended."""
    history: tuple[LimitChange, ...]
    in_time: bool | None = None
    """Whether it was met in time, where it was met."""
    until: date | None = None
    """Last day named by the act itself, where it named one."""
    caused_by: UUID
    """The event that carried the late act."""


class DayKind(StrEnum):
    """What a government act makes of a day."""

    WORKING = "working"
    NON_WORKING = "non-working"
    ORDINARY = "ordinary"
    """An earlier transfer is taken back."""


class CalendarDay(Contract):
    """One day that an act moves."""

    day: date
    kind: DayKind
    exchanged_with: date | None = None
    """The other day of the transfer."""


class CalendarPublished(Event):
    """A government act changed the working calendar. The stream is the calendar's own."""

    type: ClassVar[str] = "lea.deadlines.calendar-published.v1"
    version: Code
    title: Names | None = None
    """Title of the act; none: a resolution of the Council of Ministers."""
    adopted: date | None = None
    number: NumberText | None = None
    days: tuple[CalendarDay, ...]
    settles: tuple[Annotated[int, FitsInteger], ...]
    """Years whose transfers are complete with this act; their results are no longer provisional."""
