"""Events of `proceedings` on its parties."""

from enum import StrEnum
from typing import ClassVar

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.values import Citation, Party


class PartyRole(StrEnum):
    """A party of the enforcement proceeding (Art. 345(1))."""

    RECOVERER = "recoverer"
    DEBTOR = "debtor"


class SuccessorNamed(ProceedingEvent):
    """The court replaced a party by its successor (Art. 62(1)), whom binds what was done before (Art. 62(3))."""

    type: ClassVar[str] = "lea.proceedings.successor-named.v1"
    role: PartyRole
    successor: Party
    basis: Paper
    """The ruling of the court."""
    article: Citation
