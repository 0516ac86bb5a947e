"""Prescription to register the arrest (Art. 378(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command


class SendRegistrationPrescription(Command):
    """Prescription to register the arrest (Art. 378(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.send-registration-prescription.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""


class RegistrationPrescribed(AboutProperty):
    """Prescription to register the arrest (Art. 378(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.registration-prescribed.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
