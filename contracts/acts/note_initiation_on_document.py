"""Initiation noted on the document (Art. 356(1)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.registry import Command


class NoteInitiationOnDocument(Command):
    """Initiation noted on the document (Art. 356(1)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.note-initiation-on-document.v1"


class InitiationNotedOnDocument(ProceedingEvent):
    """Initiation noted on the document (Art. 356(1)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.initiation-noted-on-document.v1"
