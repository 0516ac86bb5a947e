"""Commands that correct entries of a statement before its decision; the stream is the statement.

An act is named by the id of the command that recorded it. After initiation the proceeding has corrections of its own.
"""

from typing import ClassVar

from contracts.commands.entry_corrections import CorrectionApproved, CorrectionTurnedDown, EntryCorrected, EntryStruck


class StrikeEntry(EntryStruck):
    """Strike the entry of an act that never happened."""

    type: ClassVar[str] = "lea.intake.strike-entry.v1"


class CorrectEntry(EntryCorrected):
    """Correct what was typed wrongly; the paper was right."""

    type: ClassVar[str] = "lea.intake.correct-entry.v1"


class ApproveCorrection(CorrectionApproved):
    """Agree to a correction somebody else has proposed: it is made."""

    type: ClassVar[str] = "lea.intake.approve-correction.v1"


class RejectCorrection(CorrectionTurnedDown):
    """Turn a proposed correction down, or withdraw it."""

    type: ClassVar[str] = "lea.intake.reject-correction.v1"
