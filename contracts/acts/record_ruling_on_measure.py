"""Ruling of the court on a measure (Art. 348(4)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from contracts.codelists import MEASURES
from contracts.events.about import AboutMeasure
from contracts.listed import Listed
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Code, Day


class RecordRulingOnMeasure(Command):
    """Ruling of the court on a measure (Art. 348(4)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-ruling-on-measure.v1"
    measure: UUID
    """The identifier of the measure or action."""
    code: Annotated[str, Listed(MEASURES)]
    """Which measure or action it is."""
    basis: Paper
    """The ruling by which the court replaced the party."""
    outcome: Literal["applied", "refused"]
    """Whether the measure is applied or refused."""
    until: Day | None = None
    """The last day."""
    rights: Annotated[tuple[Code, ...], Field(min_length=1, max_length=3)] | None = None
    """The rights that a restriction of Art. 348(3) ind. 10 takes: motor-vehicles, small-vessels, hunting."""


class RulingOnMeasureRecorded(AboutMeasure):
    """Ruling of the court on a measure (Art. 348(4)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.ruling-on-measure-recorded.v1"
    measure: UUID
    """The identifier of the measure or action."""
    code: Annotated[str, Listed(MEASURES)]
    """Which measure or action it is."""
    basis: Paper
    """The ruling by which the court replaced the party."""
    outcome: Literal["applied", "refused"]
    """Whether the measure is applied or refused."""
    until: Day | None = None
    """The last day."""
    rights: Annotated[tuple[Code, ...], Field(min_length=1, max_length=3)] | None = None
    """The rights that a restriction of Art. 348(3) ind. 10 takes: motor-vehicles, small-vessels, hunting."""
