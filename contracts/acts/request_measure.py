"""Request for an ensuring measure (Art. 348(4)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from contracts.codelists import MEASURES
from contracts.events.of_proceeding import ProceedingEvent
from contracts.listed import Listed
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Code, PositiveMoney, Text


class RequestMeasure(Command):
    """Request for an ensuring measure (Art. 348(4)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.request-measure.v1"
    measure: UUID
    """The identifier of the measure or action."""
    code: Annotated[str, Listed(MEASURES)]
    """Which measure or action it is."""
    requested_by: Literal["recoverer", "court-executor"]
    """Whether the recoverer states it, or the executor presents it to the court."""
    paper: Paper
    """The paper that shows it."""
    sum: PositiveMoney | None = None
    """What the measure secures or levies."""
    subject: Text | None = None
    """What the measure is directed at, without personal data."""
    rights: Annotated[tuple[Code, ...], Field(min_length=1, max_length=3)] | None = None
    """The rights that a restriction of Art. 348(3) ind. 10 takes: motor-vehicles, small-vessels, hunting."""


class MeasureRequested(ProceedingEvent):
    """Request for an ensuring measure (Art. 348(4)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.measure-requested.v1"
    measure: UUID
    """The identifier of the measure or action."""
    code: Annotated[str, Listed(MEASURES)]
    """Which measure or action it is."""
    requested_by: Literal["recoverer", "court-executor"]
    """Whether the recoverer states it, or the executor presents it to the court."""
    paper: Paper
    """The paper that shows it."""
    sum: PositiveMoney | None = None
    """What the measure secures or levies."""
    subject: Text | None = None
    """What the measure is directed at, without personal data."""
    rights: Annotated[tuple[Code, ...], Field(min_length=1, max_length=3)] | None = None
    """The rights that a restriction of Art. 348(3) ind. 10 takes: motor-vehicles, small-vessels, hunting."""
