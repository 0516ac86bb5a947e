"""What is stated about the recording of an act: the paper behind it, why it comes late, its place in its day.

A message that states nothing of it has no recording: "not stated".
"""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import from_json

from contracts.base import Contract
from contracts.sensitivity import NOT_SENSITIVE
from contracts.values import Code, Day, Instant, NameText, NumberText, Storable, Text

LARGEST_RECORDING = 8192
"""In bytes of compact JSON: it travels in a header."""


class Paper(Contract):
    """The paper an act, or a circumstance, is recorded from."""

    kind: Code
    number: NumberText | None = None
    dated: Day
    author: NameText


class Attestation(Contract):
    """Who says, on which paper, that a condition holds."""

    condition: Code
    paper: Paper


class Recording(Contract):
    """How an act came to be recorded, as far as the sender states it."""

    paper: Paper | None = None
    """What the act was recorded from; none: it is made in the system."""
    reason: Text | None = None
    """Why it is recorded late."""
    decided_on: Day | None = None
    """Of a decision that takes effect later (by service, by legal force): the day it was made."""
    after: UUID | None = None
    """An act of the same day, by the id of its command, that came before it."""
    at: Instant | None = None
    """The time of its day when it was made, where it is known."""
    attestations: Annotated[tuple[Attestation, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _fits_a_header(self) -> Self:
        size = len(self.compact().encode())
        if size > LARGEST_RECORDING:
            raise ValueError(f"the recording has {size} bytes of JSON, more than {LARGEST_RECORDING}")
        return self

    def compact(self) -> str:
        """What is stated, as JSON: the text that travels and is stored."""
        return self.model_dump_json(exclude_defaults=True)


def read_stated(value: object) -> object:
    """A header is JSON text."""
    if not isinstance(value, str):
        return value
    if len(value.encode()) > LARGEST_RECORDING:
        raise ValueError(f"the recording has more than {LARGEST_RECORDING} bytes")
    return from_json(value)


StatedRecording = Annotated[Recording, BeforeValidator(read_stated)]
"""A recording, or its JSON as headers carry it."""
Inputs = Annotated[str, StringConstraints(min_length=1, max_length=200), Storable, NOT_SENSITIVE]
"""Versions of code and tables: `engine-1 by-2026-1a2b3c4d`."""
