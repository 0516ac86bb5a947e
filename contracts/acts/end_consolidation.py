"""Separated from the other proceedings of the debtor (Art. 404).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command


class EndConsolidation(Command):
    """Separated from the other proceedings of the debtor (Art. 404): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.end-consolidation.v1"
    cause: Literal["one-proceeding-left", "other-debtor", "moved-to-other-body"]
    """Why the money of the proceeding is its alone again."""


class ConsolidationEnded(ProceedingEvent):
    """Separated from the other proceedings of the debtor (Art. 404): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.consolidation-ended.v1"
    cause: Literal["one-proceeding-left", "other-debtor", "moved-to-other-body"]
    """Why the money of the proceeding is its alone again."""
