"""The answers given to commands: a command that comes again gets the same answer and changes nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from contracts.envelope import CommandEnvelope
from contracts.problems import Problem
from contracts.replies import REPLY, Accepted, Rejected
from shared.database import Connection

Answer = Accepted | Rejected

_FIND = "SELECT id, digest, reply FROM command WHERE id = ANY($1::uuid[])"
_RECORD = """
    INSERT INTO command (id, digest, stream, reply, recorded_at)
    SELECT id, digest, stream, reply, $5 FROM unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::bytea[])
        AS answered (id, digest, stream, reply)
"""


class Asked(NamedTuple):
    """A command and the digest of what it asks for."""

    command: CommandEnvelope[Any]
    digest: bytes


class Answered(NamedTuple):
    """A command's answer and the digest of what was asked."""

    digest: bytes
    reply: Answer

    def to(self, asked: Asked) -> Answer:
        """The answer for a command with this id: the same one, unless it asks for something else."""
        return self.reply if asked.digest == self.digest else _reused(asked.command)


def digest_of(command: CommandEnvelope[Any]) -> bytes:
    """SHA-256 of what a command asks for; how and when it was sent (trace, time, cause) does not count."""
    asked = (
        command.type,
        command.stream,
        command.effective_date,
        command.actor,
        command.expected_version,
        command.data.model_dump_json(),
    )
    return sha256("\n".join(str(part) for part in asked).encode()).digest()


async def find(connection: Connection, ids: Collection[UUID]) -> dict[UUID, Answered]:
    """The answers already given to commands with these ids."""
    rows = await connection.fetch(_FIND, list(ids))
    return {row["id"]: Answered(row["digest"], REPLY.validate_json(row["reply"])) for row in rows}


async def record(
    connection: Connection,
    commands: Sequence[CommandEnvelope[Any]],
    answers: Mapping[UUID, Answered],
    recorded_at: datetime,
) -> None:
    """Store the answers to `commands` (ids all different).

    Raises asyncpg.UniqueViolationError if another transaction has answered one of them meanwhile.
    """
    given = [answers[command.id] for command in commands]
    await connection.execute(
        _RECORD,
        [command.id for command in commands],
        [answered.digest for answered in given],
        [command.stream for command in commands],
        [answered.reply.model_dump_json().encode() for answered in given],
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
