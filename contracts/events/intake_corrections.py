"""Events about corrections of entries of a statement; the stream is the statement.

What follows from a correction, an assessment that reads anew or a duty, is in the events after it.
"""

from typing import ClassVar, Literal
from uuid import UUID

from contracts.events.corrections import Actor, CorrectionKind, ProposedCorrection, RejectedCorrection, StatedAct
from contracts.events.proceedings import RevisedEntry
from contracts.recording import Paper
from contracts.registry import Event
from contracts.values import Text

EntryCorrection = Literal[CorrectionKind.STRIKE_ENTRY, CorrectionKind.CORRECT_ENTRY]


class CorrectionProposed(ProposedCorrection):
    """Somebody asks for a correction that needs a second person; nothing is changed yet."""

    type: ClassVar[str] = "lea.intake.correction-proposed.v1"
    kind: EntryCorrection
    data: StatedAct | None = None
    """Its corrected content, whole; none: it is struck."""
    basis: Paper


class CorrectionRejected(RejectedCorrection):
    """A proposed correction was turned down, or withdrawn by the person who proposed it."""

    type: ClassVar[str] = "lea.intake.correction-rejected.v1"


class CorrectionMade(Event):
    """An act reads otherwise from now on. What was recorded before stays on record."""

    type: ClassVar[str] = "lea.intake.correction-made.v1"
    correction: UUID
    """The command that asked for it."""
    kind: EntryCorrection
    act: UUID
    reads: RevisedEntry | None = None
    """The act as it reads now; none: it was struck."""
    reason: Text
    basis: Paper
    proposed_by: Actor | None = None
    """Who proposed it, where a second person approved it."""
