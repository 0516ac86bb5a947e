"""Examination of the value appointed (Art. 352(6)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.registry import Command
from contracts.values import Day, NameText


class AppointValueExamination(Command):
    """Examination of the value appointed (Art. 352(6)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.appoint-value-examination.v1"
    disagreement: UUID
    """The identifier of the disagreement with the value."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    person: NameText
    """Name of the person or organization."""
    until: Day | None = None
    """The last day."""


class ValueExaminationAppointed(AboutProperty):
    """Examination of the value appointed (Art. 352(6)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.value-examination-appointed.v1"
    disagreement: UUID
    """The identifier of the disagreement with the value."""
    property: UUID
    """The identifier of the arrested property, one for each object."""
    person: NameText
    """Name of the person or organization."""
    until: Day | None = None
    """The last day."""
