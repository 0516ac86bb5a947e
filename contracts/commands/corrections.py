"""Commands that correct acts of `proceedings`; the stream is the enforcement proceeding.

An act is named by the id of the command that recorded it; `duty-opened` and the history show it. Which corrections
wait for a second person is a table of the rule set.
"""

from typing import ClassVar
from uuid import UUID

from contracts.commands.entry_corrections import CorrectionApproved, CorrectionTurnedDown, EntryCorrected, EntryStruck
from contracts.events.corrections import Annuller, StatedAct
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Day, Text


class StrikeEntry(EntryStruck):
    """Strike the entry of an act that never happened."""

    type: ClassVar[str] = "lea.proceedings.strike-entry.v1"


class CorrectEntry(EntryCorrected):
    """Correct what was typed wrongly; the paper was right."""

    type: ClassVar[str] = "lea.proceedings.correct-entry.v1"


class CorrectSlip(Command):
    """Correct a slip, misprint or arithmetical mistake in a resolution, by a resolution (Art. 343(4)).

    Effective date: the day of the correcting resolution. The content of the resolution stays.
    """

    type: ClassVar[str] = "lea.proceedings.correct-slip.v1"
    act: UUID
    day: Day | None = None
    """The right day of the act; none: the day it has."""
    data: StatedAct
    """The act as it is to read, whole."""
    reason: Text


class AnnulAct(Command):
    """Record that a superior or a court annulled a resolution from a day on (Art. 353)."""

    type: ClassVar[str] = "lea.proceedings.annul-act.v1"
    act: UUID
    by: Annuller
    since: Day
    """The day from which it has no effect; what was done meanwhile remains."""
    reason: Text
    basis: Paper
    """The decision or ruling."""


class ApproveCorrection(CorrectionApproved):
    """Agree to a correction somebody else has proposed: it is made."""

    type: ClassVar[str] = "lea.proceedings.approve-correction.v1"


class RejectCorrection(CorrectionTurnedDown):
    """Turn a proposed correction down, or withdraw it."""

    type: ClassVar[str] = "lea.proceedings.reject-correction.v1"
