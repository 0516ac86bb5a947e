"""Judgment changed or annulled (Art. 334(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.reversal import ClaimSum


class RecordChangedJudgment(Command):
    """Judgment changed or annulled (Art. 334(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-changed-judgment.v1"
    reversal: UUID
    """The identifier of the question of reverse of execution."""
    outcome: Literal["claim-refused", "case-terminated", "claim-left", "claim-granted"]
    """How the case ended by the new act; granted: the act was left as it was, or a new one grants the claim."""
    extent: Literal["whole", "part"]
    """Whether the whole judgment was changed or annulled, or a part."""
    on_reversal: Literal["ordered", "refused", "silent"]
    """What the new act says on reverse of execution."""
    paper: Paper
    """The paper that shows it."""
    claims: tuple[ClaimSum, ...] | None = None
    """By how much each claim falls, or what of it passes."""


class JudgmentChanged(ProceedingEvent):
    """Judgment changed or annulled (Art. 334(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.judgment-changed.v1"
    reversal: UUID
    """The identifier of the question of reverse of execution."""
    outcome: Literal["claim-refused", "case-terminated", "claim-left", "claim-granted"]
    """How the case ended by the new act; granted: the act was left as it was, or a new one grants the claim."""
    extent: Literal["whole", "part"]
    """Whether the whole judgment was changed or annulled, or a part."""
    on_reversal: Literal["ordered", "refused", "silent"]
    """What the new act says on reverse of execution."""
    paper: Paper
    """The paper that shows it."""
    claims: tuple[ClaimSum, ...] | None = None
    """By how much each claim falls, or what of it passes."""
