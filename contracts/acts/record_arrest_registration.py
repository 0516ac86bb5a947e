"""Registration of the arrest (Art. 378(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class RecordArrestRegistration(Command):
    """Registration of the arrest (Art. 378(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-arrest-registration.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    paper: Paper
    """The paper that shows it."""


class ArrestRegistered(AboutProperty):
    """Registration of the arrest (Art. 378(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.arrest-registered.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    paper: Paper
    """The paper that shows it."""
