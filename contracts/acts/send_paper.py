"""Paper sent (Art. 140(3)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command


class SendPaper(Command):
    """Paper sent (Art. 140(3)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.send-paper.v1"
    dispatch: UUID
    """The identifier of what was sent."""
    what: Literal["resolution", "summons", "request", "notice", "execution-document", "other"]
    """Which paper was sent."""
    addressee: Literal[
        "recoverer",
        "debtor",
        "representative",
        "founder",
        "third-person",
        "bank",
        "participant",
        "other",
    ]
    """To whom it was sent."""
    way: Literal[
        "registered-mail",
        "simple-mail",
        "courier",
        "by-hand",
        "telephone-message",
        "telegram",
        "fax",
        "electronic-mail",
        "other-with-record",
    ]
    """How it was sent."""
    place: Literal["stated-address", "location-or-residence", "last-known-address", "workplace", "electronic-address"]
    """To which address it was sent."""


class PaperSent(ProceedingEvent):
    """Paper sent (Art. 140(3)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.paper-sent.v1"
    dispatch: UUID
    """The identifier of what was sent."""
    what: Literal["resolution", "summons", "request", "notice", "execution-document", "other"]
    """Which paper was sent."""
    addressee: Literal[
        "recoverer",
        "debtor",
        "representative",
        "founder",
        "third-person",
        "bank",
        "participant",
        "other",
    ]
    """To whom it was sent."""
    way: Literal[
        "registered-mail",
        "simple-mail",
        "courier",
        "by-hand",
        "telephone-message",
        "telegram",
        "fax",
        "electronic-mail",
        "other-with-record",
    ]
    """How it was sent."""
    place: Literal["stated-address", "location-or-residence", "last-known-address", "workplace", "electronic-address"]
    """To which address it was sent."""
