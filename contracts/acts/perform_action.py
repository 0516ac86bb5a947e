"""Performance of an action (Art. 351(4)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from contracts.events.about import AboutMeasure
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Code, Instant, PlaceText


class PerformAction(Command):
    """Performance of an action (Art. 351(4)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.perform-action.v1"
    measure: UUID
    """The identifier of the measure or action."""
    extent: Literal["whole", "part"]
    """Whether the action was performed in whole or in part."""
    began_at: Instant | None = None
    """When the action began."""
    ended_at: Instant | None = None
    """When the action ended."""
    place: PlaceText | None = None
    """Where it is performed, without personal data."""
    present: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)] | None = None
    """In what capacity others were present, such as debtor, family-member, attesting-witness."""
    means: Annotated[tuple[Code, ...], Field(min_length=1, max_length=10)] | None = None
    """Technical or electronic means used, such as audio, video, photo, electronic-documents."""
    protocol: Paper | None = None
    """The act or protocol drawn up on it."""


class ActionPerformed(AboutMeasure):
    """Performance of an action (Art. 351(4)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.action-performed.v1"
    measure: UUID
    """The identifier of the measure or action."""
    extent: Literal["whole", "part"]
    """Whether the action was performed in whole or in part."""
    began_at: Instant | None = None
    """When the action began."""
    ended_at: Instant | None = None
    """When the action ended."""
    place: PlaceText | None = None
    """Where it is performed, without personal data."""
    present: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)] | None = None
    """In what capacity others were present, such as debtor, family-member, attesting-witness."""
    means: Annotated[tuple[Code, ...], Field(min_length=1, max_length=10)] | None = None
    """Technical or electronic means used, such as audio, video, photo, electronic-documents."""
    protocol: Paper | None = None
    """The act or protocol drawn up on it."""
