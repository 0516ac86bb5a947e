"""Files of `lea access-log heads`: the kept heads of the chains, with restores and archives."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError

from contracts.events.edge import ArchivedChain, CutChain
from infra.stack.errors import StackError
from shared.access_log.verification import Archive, KeptHead, Restore


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file, or standard input for `-`. Raises StackError."""
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise StackError(f"{path} cannot be read: {error.strerror}.") from None
    with file:
        yield file


def read_heads(path: Path) -> Iterator[KeptHead]:
    """The heads in a file. Raises StackError for a line that is none of a file of heads."""
    with opened(path) as lines:
        for number, line in enumerate(lines, start=1):
            try:
                kept = _LINE.validate_json(line)
            except ValidationError:
                raise StackError(f"{path}: line {number} is not a chain head.") from None
            if isinstance(kept, AccessLogHead):
                yield _kept(kept)


def read_others(path: Path) -> tuple[list[Restore], list[Archive]]:
    """The restores and archives in the same file; a line may come twice."""
    with opened(path) as lines:
        kept = [_LINE.validate_json(line) for line in lines if b'"reason"' in line]
    restores = {each.id: each for each in kept if isinstance(each, AccessLogRestore)}.values()
    archives = {each.id: each for each in kept if isinstance(each, AccessLogArchive)}.values()
    return [_restore(each) for each in restores], [_archive(each) for each in archives]


def _restore(each: "AccessLogRestore") -> Restore:
    chains = {str(cut.chain): (cut.kept, cut.known) for cut in each.chains}
    return Restore(each.restored_at, each.moment, each.actor, each.reason, chains)


def _archive(each: "AccessLogArchive") -> Archive:
    chains = {str(chain.chain): (chain.last, chain.hash) for chain in each.chains}
    return Archive(each.archived_at, each.partition, each.records, each.digest, each.actor, each.reason, chains)


class AccessLogHead(BaseModel):
    """A line of the file written by `heads`."""

    chain: UUID
    sequence: Annotated[int, Field(ge=1)]
    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    at: AwareDatetime
    sealed_at: AwareDatetime | None = None


class AccessLogRestore(BaseModel):
    """A line of the same file: a restore."""

    id: UUID
    restored_at: AwareDatetime
    moment: AwareDatetime
    actor: str
    reason: str
    chains: list[CutChain]


class AccessLogArchive(BaseModel):
    """A line of the same file: an archive."""

    id: UUID
    archived_at: AwareDatetime
    partition: str
    records: int
    digest: str
    actor: str
    reason: str
    chains: list[ArchivedChain]


_LINE: TypeAdapter[AccessLogHead | AccessLogRestore | AccessLogArchive] = TypeAdapter(
    AccessLogHead | AccessLogRestore | AccessLogArchive
)


def _kept(head: AccessLogHead) -> KeptHead:
    return KeptHead(str(head.chain), head.sequence, head.hash, head.at, head.sealed_at)


def archived_head(line: bytes) -> KeptHead:
    """A head in an archive. Those before it are not there, so when it was sealed proves nothing of its records."""
    return _kept(AccessLogHead.model_validate_json(line))._replace(sealed_at=None)
