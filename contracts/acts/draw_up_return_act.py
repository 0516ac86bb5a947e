"""Act on the circumstances of return (Art. 366(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar

from pydantic import ConfigDict

from contracts.codelists import STATUS_REASONS
from contracts.events.of_proceeding import ProceedingEvent
from contracts.listed import Listed
from contracts.registry import Command
from contracts.values import Text


class DrawUpReturnAct(Command):
    """Act on the circumstances of return (Art. 366(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.draw-up-return-act.v1"
    ground: Annotated[str, Listed(STATUS_REASONS)]
    """The ground that is asked about."""
    circumstances: Text
    """What was found and what was done to establish it, without personal data."""


class ReturnActDrawnUp(ProceedingEvent):
    """Act on the circumstances of return (Art. 366(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.return-act-drawn-up.v1"
    ground: Annotated[str, Listed(STATUS_REASONS)]
    """The ground that is asked about."""
    circumstances: Text
    """What was found and what was done to establish it, without personal data."""
