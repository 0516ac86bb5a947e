"""Petition on a measure in place (Art. 348(7)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.codelists import MEASURES
from contracts.listed import Listed
from contracts.recording import Paper
from contracts.registry import Command, Event


class PetitionOnMeasure(Command):
    """Petition on a measure in place (Art. 348(7)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.petition-on-measure.v1"
    petition: UUID
    """The identifier of the petition."""
    measure: UUID
    """The identifier of the measure or action."""
    kind: Literal["cancel", "substitute", "suspend", "lift-after-end"]
    """Whether the measure is to be cancelled, substituted, suspended, or lifted after the end of the proceeding."""
    petitioner: Literal["recoverer", "debtor", "court-executor"]
    """Who asks."""
    paper: Paper
    """The paper that shows it."""
    other: Annotated[str, Listed(MEASURES)] | None = None
    """Which measure is asked for instead."""


class MeasurePetitionFiled(Event):
    """Petition on a measure in place (Art. 348(7)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.measure-petition-filed.v1"
    petition: UUID
    """The identifier of the petition."""
    measure: UUID
    """The identifier of the measure or action."""
    kind: Literal["cancel", "substitute", "suspend", "lift-after-end"]
    """Whether the measure is to be cancelled, substituted, suspended, or lifted after the end of the proceeding."""
    petitioner: Literal["recoverer", "debtor", "court-executor"]
    """Who asks."""
    paper: Paper
    """The paper that shows it."""
    other: Annotated[str, Listed(MEASURES)] | None = None
    """Which measure is asked for instead."""
