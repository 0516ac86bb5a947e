"""Deductions checked (Art. 395(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutIncomeOrder
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import PositiveMoney


class CheckDeductions(Command):
    """Deductions checked (Art. 395(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.check-deductions.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    finding: Literal["correct", "too-little", "too-much", "late", "not-remitted"]
    """What the check of the deductions found."""
    paper: Paper
    """The paper that shows it."""
    difference: PositiveMoney | None = None
    """By how much too little or too much was withheld or sent."""


class DeductionsChecked(AboutIncomeOrder):
    """Deductions checked (Art. 395(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.deductions-checked.v1"
    income_order: UUID
    """The identifier of the order, one for each payer and document."""
    finding: Literal["correct", "too-little", "too-much", "late", "not-remitted"]
    """What the check of the deductions found."""
    paper: Paper
    """The paper that shows it."""
    difference: PositiveMoney | None = None
    """By how much too little or too much was withheld or sent."""
