"""Events about corrections of acts of `proceedings`; the stream is the enforcement proceeding.

A correction changes nothing that was published: it says how an act reads from now on. What follows from it for the
course is in the `course-revised` after it, where the course changes.
"""

from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from contracts.base import Contract
from contracts.events.of_proceeding import ProceedingEvent
from contracts.events.proceedings import RevisedEntry
from contracts.recording import Paper
from contracts.registry import Event
from contracts.sensitivity import NOT_SENSITIVE, DataOf
from contracts.values import AsciiDigits, Day, Storable, Text

Actor = Annotated[str, Storable, Field(min_length=1, max_length=100), NOT_SENSITIVE]
"""Who acted, an opaque id."""


class CorrectionKind(StrEnum):
    """The four corrections."""

    STRIKE_ENTRY = "strike-entry"
    """What was recorded never happened."""
    CORRECT_ENTRY = "correct-entry"
    """The typing was wrong, not the paper."""
    CORRECT_SLIP = "correct-slip"
    """A slip in the resolution itself, corrected by a resolution (Art. 343(4))."""
    ANNUL_ACT = "annul-act"
    """Annulled on a complaint or protest from a stated day on (Art. 353)."""


class Annuller(StrEnum):
    """Who annuls a resolution (Art. 353(1))."""

    SUPERIOR = "superior"
    COURT = "court"


class StatedAct(Contract):
    """An act as its command states it."""

    type: Annotated[
        str,
        StringConstraints(pattern=r"^lea\.[a-z_-]+\.[a-z-]+\.v[1-9]\d*$", max_length=100),
        AsciiDigits,
        NOT_SENSITIVE,
    ]
    data: Annotated[dict[str, Any], DataOf("command")]
    """The data of a command of that type."""


class ProposedCorrection(Event):
    """Asks for a correction of an act, in whichever service it is on record."""

    correction: UUID
    """The command that proposed it."""
    kind: CorrectionKind
    act: UUID
    """The act to be corrected: the id of the command that recorded it."""
    day: Day | None = None
    """Its corrected day; none: the day it has."""
    data: StatedAct | None = None
    """Its corrected content, whole."""
    reason: Text
    basis: Paper | None = None
    """The paper that shows it."""


class RejectedCorrection(Event):
    """Turns down a correction that was proposed, in whichever service the act is on record."""

    correction: UUID
    act: UUID
    reason: Text


class CorrectionProposed(ProposedCorrection, ProceedingEvent):
    """Somebody asks for a correction that needs a second person; nothing is changed yet."""

    type: ClassVar[str] = "lea.proceedings.correction-proposed.v1"
    by: Annuller | None = None
    since: Day | None = None
    """The day from which it is annulled."""


class CorrectionRejected(RejectedCorrection, ProceedingEvent):
    """A proposed correction was turned down, or withdrawn by the person who proposed it."""

    type: ClassVar[str] = "lea.proceedings.correction-rejected.v1"


class CorrectionMade(ProceedingEvent):
    """An act reads otherwise from now on, or was annulled. What was recorded before stays on record."""

    type: ClassVar[str] = "lea.proceedings.correction-made.v1"
    correction: UUID
    """The command that asked for it."""
    kind: CorrectionKind
    act: UUID
    entry: UUID
    """The event that recorded the act."""
    reads: RevisedEntry | None = None
    """The act as it reads now; none: it was struck or annulled."""
    by: Annuller | None = None
    since: Day | None = None
    """The day from which it is annulled; what was done meanwhile remains."""
    reason: Text
    basis: Paper | None = None
    proposed_by: Actor | None = None
    """Who proposed it, where a second person approved it."""
    replaces: UUID | None = None
    """The correction of the same act that was the last before it."""
