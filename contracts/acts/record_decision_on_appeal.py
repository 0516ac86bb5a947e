"""Decision on the appeal of a ruling (Art. 216(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from contracts.events.about import AboutMeasure
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Code, Day


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
    until: Day | None = None
    """The last day."""
    rights: Annotated[tuple[Code, ...], Field(min_length=1, max_length=3)] | None = None
    """The rights that a restriction of Art. 348(3) ind. 10 takes: motor-vehicles, small-vessels, hunting."""


class DecisionOnAppealRecorded(AboutMeasure):
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
    until: Day | None = None
    """The last day."""
    rights: Annotated[tuple[Code, ...], Field(min_length=1, max_length=3)] | None = None
    """The rights that a restriction of Art. 348(3) ind. 10 takes: motor-vehicles, small-vessels, hunting."""
