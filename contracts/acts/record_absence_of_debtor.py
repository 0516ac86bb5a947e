"""Debtor and property not found (Art. 361(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Text


class RecordAbsenceOfDebtor(Command):
    """Debtor and property not found (Art. 361(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-absence-of-debtor.v1"
    paper: Paper
    """The paper that shows it."""
    reason: Text
    """Why, without personal data."""


class DebtorNotFound(ProceedingEvent):
    """Debtor and property not found (Art. 361(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.debtor-not-found.v1"
    paper: Paper
    """The paper that shows it."""
    reason: Text
    """Why, without personal data."""
