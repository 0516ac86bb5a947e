"""Recall, notice or claim (Art. 343(5)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Code


class RecallEffect(Command):
    """Recall, notice or claim (Art. 343(5)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.recall-effect.v1"
    act: UUID
    """The act whose effect went out, by the id of its command."""
    kind: Literal["recall", "notice", "claim"]
    """Whether an order is recalled, somebody is notified, or money is claimed back."""
    recipients: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    """To whom the copies went."""


class EffectRecalled(ProceedingEvent):
    """Recall, notice or claim (Art. 343(5)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.effect-recalled.v1"
    act: UUID
    """The act whose effect went out, by the id of its command."""
    kind: Literal["recall", "notice", "claim"]
    """Whether an order is recalled, somebody is notified, or money is claimed back."""
    recipients: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    """To whom the copies went."""
