"""Property that no levy reaches (Art. 371(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Text


class RecordExemption(Command):
    """Property that no levy reaches (Art. 371(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-exemption.v1"
    object: Text
    """What it is and how it is recognized, without personal data."""
    exemption: Literal[
        "ex-operative-management",
        "ex-withdrawn",
        "ex-annex-2",
        "ex-individual",
        "ex-citizen",
        "ex-shared-premises",
    ]
    """Which rule protects it."""
    paper: Paper
    """The paper that shows it."""


class ExemptionRecorded(ProceedingEvent):
    """Property that no levy reaches (Art. 371(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.exemption-recorded.v1"
    object: Text
    """What it is and how it is recognized, without personal data."""
    exemption: Literal[
        "ex-operative-management",
        "ex-withdrawn",
        "ex-annex-2",
        "ex-individual",
        "ex-citizen",
        "ex-shared-premises",
    ]
    """Which rule protects it."""
    paper: Paper
    """The paper that shows it."""
