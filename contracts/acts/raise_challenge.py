"""Challenge of the executor (Art. 344(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.documents import Executor
from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class RaiseChallenge(Command):
    """Challenge of the executor (Art. 344(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.raise-challenge.v1"
    challenge: UUID
    """The identifier of the challenge."""
    challenger: Literal["court-executor", "recoverer", "debtor", "head-of-enforcement-body"]
    """Who states the challenge; the executor withdraws by it."""
    ground: Literal["interest", "kinship", "other-doubt"]
    """Interest in the outcome, close kinship with a party, or other circumstances that raise doubts."""
    reason: Text
    """Why, without personal data."""
    challenged_executor: Executor | None = None
    """Who is challenged, where it is not the executor who has the proceeding but one who acts for that executor."""


class ChallengeRaised(ProceedingEvent):
    """Challenge of the executor (Art. 344(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.challenge-raised.v1"
    challenge: UUID
    """The identifier of the challenge."""
    challenger: Literal["court-executor", "recoverer", "debtor", "head-of-enforcement-body"]
    """Who states the challenge; the executor withdraws by it."""
    ground: Literal["interest", "kinship", "other-doubt"]
    """Interest in the outcome, close kinship with a party, or other circumstances that raise doubts."""
    reason: Text
    """Why, without personal data."""
    challenged_executor: Executor | None = None
    """Who is challenged, where it is not the executor who has the proceeding but one who acts for that executor."""
