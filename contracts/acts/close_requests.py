"""End of requests (Art. 385(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import FitsInteger


class CloseRequests(Command):
    """End of requests (Art. 385(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.close-requests.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    participants: Annotated[int, Field(ge=0, le=1000), FitsInteger]
    """How many asked and paid, or came."""


class RequestsClosed(AboutProperty):
    """End of requests (Art. 385(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.requests-closed.v1"
    sale: UUID
    """The identifier of the sale, one for each that is appointed."""
    participants: Annotated[int, Field(ge=0, le=1000), FitsInteger]
    """How many asked and paid, or came."""
