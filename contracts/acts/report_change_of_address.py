"""New address reported (Art. 143(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import PlaceText


class ReportChangeOfAddress(Command):
    """New address reported (Art. 143(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.report-change-of-address.v1"
    role: Literal["recoverer", "debtor"]
    """Which party is succeeded."""
    address: PlaceText
    """Where the party is from that day on."""


class AddressReported(ProceedingEvent):
    """New address reported (Art. 143(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.address-reported.v1"
    role: Literal["recoverer", "debtor"]
    """Which party is succeeded."""
    address: PlaceText
    """Where the party is from that day on."""
