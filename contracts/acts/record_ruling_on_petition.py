"""Ruling of the court on a petition about a measure (Art. 348(9)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from contracts.events.about import AboutMeasure
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Code, Day, PositiveMoney


class RecordRulingOnPetition(Command):
    """Ruling of the court on a petition about a measure (Art. 348(9)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-ruling-on-petition.v1"
    petition: UUID
    """The identifier of the petition."""
    measure: UUID
    """The identifier of the measure or action."""
    basis: Paper
    """The ruling by which the court replaced the party."""
    outcome: Literal["granted", "refused"]
    """Whether the petition is granted or refused."""
    until: Day | None = None
    """The last day."""
    new_measure: UUID | None = None
    """The identifier of the measure that begins instead."""
    sum: PositiveMoney | None = None
    """What the measure secures or levies."""
    rights: Annotated[tuple[Code, ...], Field(min_length=1, max_length=3)] | None = None
    """The rights that a restriction of Art. 348(3) ind. 10 takes: motor-vehicles, small-vessels, hunting."""
    since: Day | None = None
    """The first day on which the restriction is suspended; none - that of the ruling."""
    lifted_rights: Annotated[tuple[Code, ...], Field(min_length=1, max_length=2)] | None = None
    """The rights that a restriction of Art. 348(3) ind. 10 leaves free again: motor-vehicles, small-vessels,
    hunting."""


class RulingOnPetitionRecorded(AboutMeasure):
    """Ruling of the court on a petition about a measure (Art. 348(9)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.ruling-on-petition-recorded.v1"
    petition: UUID
    """The identifier of the petition."""
    measure: UUID
    """The identifier of the measure or action."""
    basis: Paper
    """The ruling by which the court replaced the party."""
    outcome: Literal["granted", "refused"]
    """Whether the petition is granted or refused."""
    until: Day | None = None
    """The last day."""
    new_measure: UUID | None = None
    """The identifier of the measure that begins instead."""
    sum: PositiveMoney | None = None
    """What the measure secures or levies."""
    rights: Annotated[tuple[Code, ...], Field(min_length=1, max_length=3)] | None = None
    """The rights that a restriction of Art. 348(3) ind. 10 takes: motor-vehicles, small-vessels, hunting."""
    since: Day | None = None
    """The first day on which the restriction is suspended; none - that of the ruling."""
    lifted_rights: Annotated[tuple[Code, ...], Field(min_length=1, max_length=2)] | None = None
    """The rights that a restriction of Art. 348(3) ind. 10 leaves free again: motor-vehicles, small-vessels,
    hunting."""
