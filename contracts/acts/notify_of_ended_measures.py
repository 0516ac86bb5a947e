"""Those bound notified of the end of measures (Art. 343(5)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from contracts.events.about import AboutEndedMeasures
from contracts.registry import Command
from contracts.values import Code


class NotifyOfEndedMeasures(Command):
    """Those bound notified of the end of measures (Art. 343(5)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.notify-of-ended-measures.v1"
    recipients: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    """Who was notified, such as bank or registration-body."""


class EndedMeasuresNotified(AboutEndedMeasures):
    """Those bound notified of the end of measures (Art. 343(5)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.ended-measures-notified.v1"
    recipients: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    """Who was notified, such as bank or registration-body."""
