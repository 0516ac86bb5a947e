"""Party notified of the consideration (Art. 367(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command


class NotifyOfConsideration(Command):
    """Party notified of the consideration (Art. 367(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.notify-of-consideration.v1"
    question: UUID
    """The identifier of the question."""
    party: Literal["recoverer", "debtor"]
    """Which party was notified."""
    method: Literal["handed-over", "registered-mail", "electronic", "deemed"]
    """How the party received the notice, or why it counts as notified."""
    ground: Literal["refused", "not-collected", "absent", "moved-unreported"] | None = None
    """Why the paper counts as served though the addressee did not receive it."""


class PartyNotified(ProceedingEvent):
    """Party notified of the consideration (Art. 367(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.party-notified.v1"
    question: UUID
    """The identifier of the question."""
    party: Literal["recoverer", "debtor"]
    """Which party was notified."""
    method: Literal["handed-over", "registered-mail", "electronic", "deemed"]
    """How the party received the notice, or why it counts as notified."""
    ground: Literal["refused", "not-collected", "absent", "moved-unreported"] | None = None
    """Why the paper counts as served though the addressee did not receive it."""
