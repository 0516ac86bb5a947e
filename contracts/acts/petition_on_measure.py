"""Petition on a measure in place (Art. 348(7)).

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
from contracts.values import Code


class PetitionOnMeasure(Command):
    """Petition on a measure in place (Art. 348(7)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.petition-on-measure.v1"
    petition: UUID
    """The identifier of the petition."""
    measure: UUID
    """The identifier of the measure or action."""
    kind: Literal["cancel", "cancel-in-part", "substitute", "suspend", "lift-after-end"]
    """Whether the measure is to be cancelled, in whole or in part, substituted, suspended, or lifted after the end
    of the proceeding."""
    petitioner: Literal["recoverer", "debtor", "court-executor"]
    """Who asks."""
    paper: Paper
    """The paper that shows it."""
    other: Annotated[str, Listed(MEASURES)] | None = None
    """Which measure is asked for instead."""
    lifted_rights: Annotated[tuple[Code, ...], Field(min_length=1, max_length=2)] | None = None
    """The rights that a restriction of Art. 348(3) ind. 10 leaves free again: motor-vehicles, small-vessels,
    hunting."""


class MeasurePetitionFiled(AboutMeasure):
    """Petition on a measure in place (Art. 348(7)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.measure-petition-filed.v1"
    petition: UUID
    """The identifier of the petition."""
    measure: UUID
    """The identifier of the measure or action."""
    kind: Literal["cancel", "cancel-in-part", "substitute", "suspend", "lift-after-end"]
    """Whether the measure is to be cancelled, in whole or in part, substituted, suspended, or lifted after the end
    of the proceeding."""
    petitioner: Literal["recoverer", "debtor", "court-executor"]
    """Who asks."""
    paper: Paper
    """The paper that shows it."""
    other: Annotated[str, Listed(MEASURES)] | None = None
    """Which measure is asked for instead."""
    lifted_rights: Annotated[tuple[Code, ...], Field(min_length=1, max_length=2)] | None = None
    """The rights that a restriction of Art. 348(3) ind. 10 leaves free again: motor-vehicles, small-vessels,
    hunting."""
