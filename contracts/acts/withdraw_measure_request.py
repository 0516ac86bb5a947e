"""Withdrawal of a request for a measure (Art. 348(4)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutMeasure
from contracts.registry import Command


class WithdrawMeasureRequest(Command):
    """Withdrawal of a request for a measure (Art. 348(4)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.withdraw-measure-request.v1"
    measure: UUID
    """The identifier of the measure or action."""


class MeasureRequestWithdrawn(AboutMeasure):
    """Withdrawal of a request for a measure (Art. 348(4)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.measure-request-withdrawn.v1"
    measure: UUID
    """The identifier of the measure or action."""
