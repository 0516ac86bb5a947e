"""Decision on the appeal of a ruling (Art. 216(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.recording import Paper
from contracts.registry import Command, Event


class RecordDecisionOnAppeal(Command):
    """Decision on the appeal of a ruling (Art. 216(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-decision-on-appeal.v1"
    ruling_appeal: UUID
    """The identifier of the appeal."""
    basis: Paper
    """The ruling by which the court replaced the party."""
    outcome: Literal["upheld", "changed", "annulled"]
    """Whether the ruling is upheld, changed or annulled."""
    measure: UUID | None = None
    """The identifier of the measure or action."""


class DecisionOnAppealRecorded(Event):
    """Decision on the appeal of a ruling (Art. 216(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.decision-on-appeal-recorded.v1"
    ruling_appeal: UUID
    """The identifier of the appeal."""
    basis: Paper
    """The ruling by which the court replaced the party."""
    outcome: Literal["upheld", "changed", "annulled"]
    """Whether the ruling is upheld, changed or annulled."""
    measure: UUID | None = None
    """The identifier of the measure or action."""
