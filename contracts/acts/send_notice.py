"""Notice of an act (Art. 361(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command
from contracts.values import Code, Text


class SendNotice(Command):
    """Notice of an act (Art. 361(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.send-notice.v1"
    act: UUID
    """The act of which others are informed, by the id of its command."""
    recipients: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    """To whom the copies went."""
    note: Text | None = None
    """What else is to be said, without personal data."""


class NoticeSent(ProceedingEvent):
    """Notice of an act (Art. 361(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.notice-sent.v1"
    act: UUID
    """The act of which others are informed, by the id of its command."""
    recipients: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    """To whom the copies went."""
    note: Text | None = None
    """What else is to be said, without personal data."""
