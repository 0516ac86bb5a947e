"""A batch of commands while they are decided, in order, in one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.problems import Problem
from contracts.replies import Accepted, Rejected
from shared import idempotency
from shared.backlogs import Unpacked
from shared.eventstore.streams import Stream
from shared.idempotency import HashedCommand, StoredReply

S = TypeVar("S")
F = TypeVar("F")


@dataclass(slots=True)
class Batch(Generic[S, F]):
    """The state of a batch while its commands are decided in order."""

    now: datetime
    today: date
    streams: dict[UUID, Stream[S]]
    facts: Mapping[UUID, F]
    replies: dict[UUID, StoredReply]
    """To commands, and to the acts of backlogs; those of earlier batches among them."""
    answered: list[CommandEnvelope[Any]] = field(default_factory=list)
    """What was answered in this batch."""
    events: list[EventEnvelope[Any]] = field(default_factory=list)
    follows: dict[UUID, tuple[UUID | None, ...]] = field(default_factory=dict)
    """By event, the acts that it follows from, as it was decided."""

    def take(self, events: Sequence[EventEnvelope[Any]], after: Stream[S]) -> None:
        """Add the events of a stream, which moves past them."""
        self.events += events
        for event in events[-1:]:
            self.streams[event.stream] = after

    def answer(self, command: CommandEnvelope[Any], reply: StoredReply) -> None:
        """Note the reply to a command, or to an act of a backlog."""
        self.replies[command.id] = reply
        self.answered.append(command)


def accepted(command: CommandEnvelope[Any], events: Sequence[EventEnvelope[Any]], version: int) -> Accepted:
    """The reply to a command that led to these events."""
    ids = tuple(event.id for event in events)
    return Accepted(command_id=command.id, stream=command.stream, version=version, event_ids=ids)


def single(
    commands: Sequence[CommandEnvelope[Any]], backlogs: Mapping[UUID, Unpacked]
) -> Iterator[CommandEnvelope[Any]]:
    """The commands, with the acts of a backlog in its place."""
    for command in commands:
        if backlog := backlogs.get(command.id):
            yield from (act for _, act in backlog.commands)
        else:
            yield command


def told_otherwise(act: CommandEnvelope[Any], known: StoredReply) -> Sequence[Problem]:
    """Why an act of a backlog that was answered before is not recorded: it had another content, or was refused."""
    reply = known.to(HashedCommand(act, idempotency.digest_of(act)))
    return reply.problems if isinstance(reply, Rejected) else ()
