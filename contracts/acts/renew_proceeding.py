"""Proceeding renewed after the return by the payer (Art. 391(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class RenewProceeding(Command):
    """Proceeding renewed after the return by the payer (Art. 391(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.renew-proceeding.v1"
    paper: Paper
    """The paper that shows it."""


class ProceedingRenewed(ProceedingEvent):
    """Proceeding renewed after the return by the payer (Art. 391(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.proceeding-renewed.v1"
    paper: Paper
    """The paper that shows it."""
