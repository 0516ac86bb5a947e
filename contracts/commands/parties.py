"""Commands of `proceedings` on its parties."""

from typing import ClassVar

from contracts.events.parties import PartyRole
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Party


class NameSuccessor(Command):
    """Record that the court replaced a party by its successor (Art. 62). Effective date: the day it takes effect."""

    type: ClassVar[str] = "lea.proceedings.name-successor.v1"
    role: PartyRole
    successor: Party
    basis: Paper
    """The ruling of the court."""
