"""New address reported (Art. 143(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.registry import Command, Event
from contracts.values import Text


class ReportChangeOfAddress(Command):
    """New address reported (Art. 143(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.report-change-of-address.v1"
    role: Literal["recoverer", "debtor"]
    """Which party is succeeded."""
    address: Text
    """Where the party is from that day on."""


class AddressReported(Event):
    """New address reported (Art. 143(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.address-reported.v1"
    role: Literal["recoverer", "debtor"]
    """Which party is succeeded."""
    address: Text
    """Where the party is from that day on."""
