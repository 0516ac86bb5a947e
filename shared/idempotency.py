"""Replies to commands, stored by command id: a command that comes again gets the same reply and changes nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from contracts.envelope import CommandEnvelope
from contracts.problems import Problem
from contracts.replies import REPLY, Rejected, Reply
from shared.database import Connection

_FIND = "SELECT id, digest, reply FROM command WHERE id = ANY($1::uuid[])"
_RECORD = """
    INSERT INTO command (id, digest, stream, reply, recorded_at)
    SELECT id, digest, stream, reply, $5 FROM unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::bytea[])
        AS stored (id, digest, stream, reply)
"""


class HashedCommand(NamedTuple):
    """A command and the digest of its content."""

    command: CommandEnvelope[Any]
    digest: bytes


class StoredReply(NamedTuple):
    """The reply to a command, and the digest of the command's content."""

    digest: bytes
    reply: Reply

    def to(self, hashed: HashedCommand) -> Reply:
        """The reply to a command with this id: the stored one, or a rejection if the content is another."""
        return self.reply if hashed.digest == self.digest else _reused(hashed.command)


def digest_of(command: CommandEnvelope[Any]) -> bytes:
    """SHA-256 of a command's content; how and when it was sent (trace, time, cause) does not count."""
    content = (
        command.type,
        command.stream,
        command.effective_date,
        command.actor,
        command.expected_version,
        command.data.model_dump_json(),
        # A command that states nothing of its recording has the digest it had before there were recordings.
        *((command.recording.compact(),) if command.recording else ()),
        *((command.expected_outcome,) if command.expected_outcome else ()),
    )
    return sha256("\n".join(str(part) for part in content).encode()).digest()


async def find(connection: Connection, ids: Collection[UUID]) -> dict[UUID, StoredReply]:
    """The replies stored for commands with these ids."""
    rows = await connection.fetch(_FIND, list(ids))
    return {row["id"]: StoredReply(row["digest"], REPLY.validate_json(row["reply"])) for row in rows}


async def record(
    connection: Connection,
    commands: Sequence[CommandEnvelope[Any]],
    replies: Mapping[UUID, StoredReply],
    recorded_at: datetime,
) -> None:
    """Store the replies to `commands` (ids all different).

    Raises asyncpg.UniqueViolationError if another transaction has stored one of them meanwhile.
    """
    stored = [replies[command.id] for command in commands]
    await connection.execute(
        _RECORD,
        [command.id for command in commands],
        [each.digest for each in stored],
        [command.stream for command in commands],
        [each.reply.model_dump_json().encode() for each in stored],
        recorded_at,
    )


def _reused(command: CommandEnvelope[Any]) -> Rejected:
    return Rejected(
        command_id=command.id,
        problems=(
            Problem(
                code="command-id-reused",
                field="id",
                rule="a command id stands for one command",
                detail="a command with this id and another content has been answered before",
            ),
        ),
    )
