"""Check of an immovable (Art. 378(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Text


class CheckImmovable(Command):
    """Check of an immovable (Art. 378(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.check-immovable.v1"
    check: UUID
    """The identifier of the check."""
    object: Text
    """What it is and how it is recognized, without personal data."""
    owned_by_debtor: bool
    """Whether it belongs to the debtor."""
    arrested_already: bool
    """Whether another body arrested it before."""
    pledged: bool
    """Whether it is pledged."""
    paper: Paper
    """The paper that shows it."""


class ImmovableChecked(ProceedingEvent):
    """Check of an immovable (Art. 378(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.immovable-checked.v1"
    check: UUID
    """The identifier of the check."""
    object: Text
    """What it is and how it is recognized, without personal data."""
    owned_by_debtor: bool
    """Whether it belongs to the debtor."""
    arrested_already: bool
    """Whether another body arrested it before."""
    pledged: bool
    """Whether it is pledged."""
    paper: Paper
    """The paper that shows it."""
