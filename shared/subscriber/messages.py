"""A message as it is delivered, and the place of its event in a stream."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal, NamedTuple, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from contracts.envelope import LAST_VERSION, PREFIX


class StreamKey(NamedTuple):
    """What sequences are counted in."""

    source: str
    stream: UUID


class Unreadable(Exception):
    """The place of a message cannot be read, or somebody else sent it than who may."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message from the queue, or from the table of held ones."""

    headers: Mapping[str, Any]
    body: bytes
    sender: str | None
    """The user who sent it, as the broker has verified."""

    @property
    def headers_json(self) -> str:
        """The headers as they are kept; what JSON has no type for is kept as text."""
        return json.dumps(dict(self.headers), default=_text, sort_keys=True)

    @property
    def fingerprint(self) -> str:
        """The same for the same message, however often it is delivered."""
        # The broker counts deliveries in headers that begin with `x-`.
        sent = {name: value for name, value in self.headers.items() if not name.startswith("x-")}
        text = json.dumps(sent, default=_text, sort_keys=True)
        return sha256(b"\0".join((text.encode(), (self.sender or "").encode(), self.body))).hexdigest()


class Place(BaseModel):
    """Where an event belongs: read from the headers alone, so that order does not depend on what the body says."""

    model_config = ConfigDict(frozen=True)

    specversion: Literal["1.0"]
    id: UUID
    source: str = Field(pattern=r"^/[a-z0-9\-_/]+$", max_length=100)
    type: str = Field(max_length=200)
    stream: UUID = Field(alias="subject")
    sequence: int = Field(ge=1, le=LAST_VERSION)
    previous: int = Field(ge=0, le=LAST_VERSION)
    """The sequence of the event before it that this subscriber receives; 0: it is the first."""
    epoch: UUID | None = None
    """Of the store of its source; every restore and failover changes it."""
    traceparent: str | None = None
    tracestate: str | None = None

    @property
    def key(self) -> StreamKey:
        """The stream it belongs to."""
        return StreamKey(self.source, self.stream)

    @property
    def held_as(self) -> str:
        """The identifier under which its event is held."""
        return held_id(f"{self.source} {self.stream} {self.sequence}")

    @model_validator(mode="after")
    def _follows(self) -> Self:
        if self.previous >= self.sequence:
            raise ValueError("`previous` is not before `sequence`")
        return self


def place_of(message: Message, publisher: str) -> Place:
    """The place of a message. Raises Unreadable."""
    if message.sender != publisher:
        raise Unreadable(f"sent by {message.sender or 'a user that is not named'}, and not by {publisher}")
    return stated_place(message)


def stated_place(message: Message) -> Place:
    """The place that a message states, without a look at its sender. Raises Unreadable."""
    named = {name.removeprefix(PREFIX): value for name, value in message.headers.items() if name.startswith(PREFIX)}
    try:
        return Place.model_validate({name: _text(value) for name, value in named.items()})
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, each['loc'])) or 'headers'}: {each['msg']}" for each in error.errors())
        raise Unreadable("; ".join(faults)) from error


def held_id(text: str) -> str:
    """A short identifier for people who list and retry held messages."""
    return sha256(text.encode()).hexdigest()[:16]


def _text(value: object) -> str:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
