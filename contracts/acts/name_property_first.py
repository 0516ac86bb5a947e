"""Property the debtor names first (Art. 377(6)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Text


class NamePropertyFirst(Command):
    """Property the debtor names first (Art. 377(6)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.name-property-first.v1"
    wish: UUID
    """The identifier of the statement."""
    object: Text
    """What it is and how it is recognized, without personal data."""
    paper: Paper
    """The paper that shows it."""


class PropertyNamedFirst(ProceedingEvent):
    """Property the debtor names first (Art. 377(6)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.property-named-first.v1"
    wish: UUID
    """The identifier of the statement."""
    object: Text
    """What it is and how it is recognized, without personal data."""
    paper: Paper
    """The paper that shows it."""
