"""Petition for delay or instalments (Art. 368(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.recording import Paper
from contracts.registry import Command, Event


class AskCourtForDelay(Command):
    """Petition for delay or instalments (Art. 368(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.ask-court-for-delay.v1"
    court_delay: UUID
    """The identifier of the petition for delay or instalments."""
    kind: Literal["delay", "instalments"]
    """Whether a delay or instalments are asked for."""
    petitioner: Literal["recoverer", "debtor"]
    """Which party asks."""
    paper: Paper
    """The paper that shows it."""


class CourtDelayAsked(Event):
    """Petition for delay or instalments (Art. 368(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.court-delay-asked.v1"
    court_delay: UUID
    """The identifier of the petition for delay or instalments."""
    kind: Literal["delay", "instalments"]
    """Whether a delay or instalments are asked for."""
    petitioner: Literal["recoverer", "debtor"]
    """Which party asks."""
    paper: Paper
    """The paper that shows it."""
