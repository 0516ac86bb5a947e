"""Ruling on the end of the pledge (Art. 383(7)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.about import AboutProperty
from contracts.recording import Paper
from contracts.registry import Command


class RecordEndOfPledge(Command):
    """Ruling on the end of the pledge (Art. 383(7)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-end-of-pledge.v1"
    pledge: UUID
    """The identifier of the pledge."""
    paper: Paper
    """The paper that shows it."""


class EndOfPledgeStated(AboutProperty):
    """Ruling on the end of the pledge (Art. 383(7)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.end-of-pledge-stated.v1"
    pledge: UUID
    """The identifier of the pledge."""
    paper: Paper
    """The paper that shows it."""
