"""Succession refused by the court (Art. 62(4)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class RefuseSuccession(Command):
    """Succession refused by the court (Art. 62(4)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.refuse-succession.v1"
    role: Literal["recoverer", "debtor"]
    """Which party is succeeded."""
    basis: Paper
    """The ruling by which the court replaced the party."""


class SuccessionRefused(ProceedingEvent):
    """Succession refused by the court (Art. 62(4)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.succession-refused.v1"
    role: Literal["recoverer", "debtor"]
    """Which party is succeeded."""
    basis: Paper
    """The ruling by which the court replaced the party."""
