"""Request for participation (Art. 385(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class RequestParticipation(Command):
    """Request for participation (Art. 385(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.request-participation.v1"
    request: UUID
    """The identifier of the request."""
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    paper: Paper
    """The paper that shows it."""
    earnest: UUID | None = None
    """The identifier of the earnest money."""


class ParticipationRequested(AboutProperty):
    """Request for participation (Art. 385(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.participation-requested.v1"
    request: UUID
    """The identifier of the request."""
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    paper: Paper
    """The paper that shows it."""
    earnest: UUID | None = None
    """The identifier of the earnest money."""
