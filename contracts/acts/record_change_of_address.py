"""Party has moved (Art. 143(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class RecordChangeOfAddress(Command):
    """Party has moved (Art. 143(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-change-of-address.v1"
    role: Literal["recoverer", "debtor"]
    """Which party is succeeded."""
    paper: Paper
    """The paper that shows it."""


class AddressChanged(ProceedingEvent):
    """Party has moved (Art. 143(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.address-changed.v1"
    role: Literal["recoverer", "debtor"]
    """Which party is succeeded."""
    paper: Paper
    """The paper that shows it."""
