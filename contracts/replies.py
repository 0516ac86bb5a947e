"""The answer to a command."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from contracts.base import Contract
from contracts.problems import Problem


class Accepted(Contract):
    """The command was carried out; its events are stored."""

    outcome: Literal["accepted"] = "accepted"
    command_id: UUID
    stream: UUID
    version: int = Field(ge=0)
    """Version of the stream after the command; 0 if the stream has no events."""
    event_ids: tuple[UUID, ...] = ()
    """The stored events; empty where the command changed nothing."""


class Rejected(Contract):
    """The command was refused; nothing was written but this answer."""

    outcome: Literal["rejected"] = "rejected"
    command_id: UUID | None = None
    """None where the message was too malformed to carry one."""
    problems: tuple[Problem, ...] = Field(min_length=1)


Reply = Annotated[Accepted | Rejected, Field(discriminator="outcome")]
REPLY: TypeAdapter[Accepted | Rejected] = TypeAdapter(Reply)
