"""Start of the limit for a complaint (Art. 353(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class StartComplaintLimit(Command):
    """Start of the limit for a complaint (Art. 353(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.start-complaint-limit.v1"
    start: Literal[
        "copy-received",
        "announced",
        "action-performed",
        "omission-established",
        "action-learnt-of",
        "decision-received",
    ]
    """Receipt, announcement, action, establishment of an omission, learning of an action, receipt of the decision."""
    complainant: Literal["recoverer", "debtor", "interested-person", "prosecutor"]
    """Who complains, or may complain; the prosecutor protests."""
    act: UUID | None = None
    """The challenged act on record, by the id of its command."""
    subject: Text | None = None
    """What the measure is directed at, without personal data."""


class ComplaintLimitStarted(ProceedingEvent):
    """Start of the limit for a complaint (Art. 353(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.complaint-limit-started.v1"
    start: Literal[
        "copy-received",
        "announced",
        "action-performed",
        "omission-established",
        "action-learnt-of",
        "decision-received",
    ]
    """Receipt, announcement, action, establishment of an omission, learning of an action, receipt of the decision."""
    complainant: Literal["recoverer", "debtor", "interested-person", "prosecutor"]
    """Who complains, or may complain; the prosecutor protests."""
    act: UUID | None = None
    """The challenged act on record, by the id of its command."""
    subject: Text | None = None
    """What the measure is directed at, without personal data."""
