"""Extension of a suspension (Art. 364(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar

from pydantic import ConfigDict

from contracts.codelists import STATUS_REASONS
from contracts.events.of_proceeding import ProceedingEvent
from contracts.listed import Listed
from contracts.registry import Command
from contracts.values import Day


class ExtendSuspension(Command):
    """Extension of a suspension (Art. 364(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.extend-suspension.v1"
    ground: Annotated[str, Listed(STATUS_REASONS)]
    """The ground of the suspension that is extended."""
    until: Day
    """The last day."""


class SuspensionExtended(ProceedingEvent):
    """Extension of a suspension (Art. 364(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.suspension-extended.v1"
    ground: Annotated[str, Listed(STATUS_REASONS)]
    """The ground of the suspension that is extended."""
    until: Day
    """The last day."""
