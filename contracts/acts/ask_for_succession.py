"""Succession asked for (Art. 62(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class AskForSuccession(Command):
    """Succession asked for (Art. 62(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.ask-for-succession.v1"
    role: Literal["recoverer", "debtor"]
    """Which party is succeeded."""
    petitioner: Literal["successor", "recoverer", "debtor", "court-executor"]
    """Who asks the court for the succession."""
    paper: Paper
    """The paper that shows it."""


class SuccessionAskedFor(ProceedingEvent):
    """Succession asked for (Art. 62(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.succession-asked-for.v1"
    role: Literal["recoverer", "debtor"]
    """Which party is succeeded."""
    petitioner: Literal["successor", "recoverer", "debtor", "court-executor"]
    """Who asks the court for the succession."""
    paper: Paper
    """The paper that shows it."""
