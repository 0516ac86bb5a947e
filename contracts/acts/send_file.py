"""File sent to the other body (Art. 354(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Text


class SendFile(Command):
    """File sent to the other body (Art. 354(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.send-file.v1"
    transfer: UUID
    """The identifier of the transfer."""
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
    inventory: Text
    """Papers and property that were sent, without personal data."""


class FileSent(ProceedingEvent):
    """File sent to the other body (Art. 354(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.file-sent.v1"
    transfer: UUID
    """The identifier of the transfer."""
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
    inventory: Text
    """Papers and property that were sent, without personal data."""
