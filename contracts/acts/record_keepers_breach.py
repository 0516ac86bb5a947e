"""Keeper failed the duties (Art. 380(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class RecordKeepersBreach(Command):
    """Keeper failed the duties (Art. 380(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-keepers-breach.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    paper: Paper
    """The paper that shows it."""


class KeepersBreachRecorded(AboutProperty):
    """Keeper failed the duties (Art. 380(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.keepers-breach-recorded.v1"
    property: UUID
    """The identifier of the arrested property, one for each object."""
    paper: Paper
    """The paper that shows it."""
