"""Delay or instalments asked of the court (Art. 368(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class AskCourtForDelay(Command):
    """Delay or instalments asked of the court (Art. 368(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.ask-court-for-delay.v1"
    kind: Literal["delay", "instalments"]
    """Whether execution is delayed, or goes by instalments."""
    raised_by: Literal[
        "court-executor",
        "recoverer",
        "debtor",
        "representative",
        "representative-of-recoverer",
        "representative-of-debtor",
        "other-person",
    ]
    """Who asks; the executor on the executor's own initiative. The plea of a representative is that of the party
    represented; `representative` alone says nothing of whom."""
    paper: Paper
    """The paper that shows it."""


class DelayAsked(ProceedingEvent):
    """Delay or instalments asked of the court (Art. 368(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.delay-asked.v1"
    kind: Literal["delay", "instalments"]
    """Whether execution is delayed, or goes by instalments."""
    raised_by: Literal[
        "court-executor",
        "recoverer",
        "debtor",
        "representative",
        "representative-of-recoverer",
        "representative-of-debtor",
        "other-person",
    ]
    """Who asks; the executor on the executor's own initiative. The plea of a representative is that of the party
    represented; `representative` alone says nothing of whom."""
    paper: Paper
    """The paper that shows it."""
