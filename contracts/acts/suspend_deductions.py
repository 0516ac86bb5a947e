"""Deductions suspended (Art. 362(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.recording import Paper
from contracts.registry import Command, Event
from contracts.values import Text


class SuspendDeductions(Command):
    """Deductions suspended (Art. 362(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.suspend-deductions.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    reason: Text
    """Why, without personal data."""
    paper: Paper
    """The paper that shows it."""


class DeductionsSuspended(Event):
    """Deductions suspended (Art. 362(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.deductions-suspended.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    reason: Text
    """Why, without personal data."""
    paper: Paper
    """The paper that shows it."""
