"""What a party did in the proceeding (Art. 345(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class RecordParticipation(Command):
    """What a party did in the proceeding (Art. 345(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-participation.v1"
    petitioner: Literal["recoverer", "debtor"]
    """Which party states it, in person or by a representative."""
    what: Literal[
        "file-inspected",
        "copies-made",
        "materials-submitted",
        "explanation-given",
        "present-at-action",
        "took-part-in-action",
        "mediation-agreement",
    ]
    """Which right the party used."""
    note: Text | None = None
    """What else is to be said, without personal data."""


class ParticipationRecorded(ProceedingEvent):
    """What a party did in the proceeding (Art. 345(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.participation-recorded.v1"
    petitioner: Literal["recoverer", "debtor"]
    """Which party states it, in person or by a representative."""
    what: Literal[
        "file-inspected",
        "copies-made",
        "materials-submitted",
        "explanation-given",
        "present-at-action",
        "took-part-in-action",
        "mediation-agreement",
    ]
    """Which right the party used."""
    note: Text | None = None
    """What else is to be said, without personal data."""
