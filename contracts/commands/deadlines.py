"""Commands of `deadlines`; the stream is the watched statement or proceeding, or the calendar."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.codelists import Names
from contracts.events.deadlines import CalendarDay
from contracts.registry import Command
from contracts.values import Code, FitsInteger, Text


class ExtendLimit(Command):
    """Extend a running limit set by court or executor (Art. 139)."""

    type: ClassVar[str] = "lea.deadlines.extend-limit.v1"
    occurrence: UUID
    until: date
    reasons: Text


class RestoreLimit(Command):
    """Restore a missed limit (Art. 138)."""

    type: ClassVar[str] = "lea.deadlines.restore-limit.v1"
    occurrence: UUID
    until: date
    reasons: Text


class MeetLimit(Command):
    """Record that what a limit asks for was done, where no event of the watched stream can show it (Art. 353)."""

    type: ClassVar[str] = "lea.deadlines.meet-limit.v1"
    occurrence: UUID
    basis: Text
    """What shows it: the paper, its day and its author."""


class AnnounceDueLimits(Command):
    """Announce what approaches or has expired by `as_of`. Sent by the service's own timer."""

    type: ClassVar[str] = "lea.deadlines.announce-due-limits.v1"
    as_of: date


class PublishCalendar(Command):
    """Load a government act on transfers of working days; running limits are recomputed."""

    type: ClassVar[str] = "lea.deadlines.publish-calendar.v1"
    version: Code
    title: Names | None = None
    adopted: date | None = None
    number: Text | None = None
    days: Annotated[tuple[CalendarDay, ...], Field(max_length=366)] = ()
    settles: Annotated[tuple[Annotated[int, FitsInteger], ...], Field(max_length=20)] = ()


class RescheduleLimits(Command):
    """Recompute the running limits of one watched stream. Sent after a calendar or rule set changed."""

    type: ClassVar[str] = "lea.deadlines.reschedule-limits.v1"
    calendar: Code
    cause: Text
