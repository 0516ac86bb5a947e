"""Recoverer does not take the thing (Art. 366(1) ind. 5).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict

from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Command


class RecordRefusalOfThing(Command):
    """Recoverer does not take the thing (Art. 366(1) ind. 5): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.record-refusal-of-thing.v1"
    named_thing: UUID
    """The identifier of the thing, one for each."""
    refused_by: Literal["statement", "failure-to-come"]
    """Whether the recoverer said so, or did not come to take it."""
    paper: Paper
    """The paper that shows it."""


class NamedThingRefused(ProceedingEvent):
    """Recoverer does not take the thing (Art. 366(1) ind. 5): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.named-thing-refused.v1"
    named_thing: UUID
    """The identifier of the thing, one for each."""
    refused_by: Literal["statement", "failure-to-come"]
    """Whether the recoverer said so, or did not come to take it."""
    paper: Paper
    """The paper that shows it."""
