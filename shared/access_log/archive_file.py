"""The file of an archived partition of the access log: compressed JSON Lines (gzip).

First the records as they are exported (`Link.line`), chain by chain; then for each chain the stored head at its last
record; the last line says what the lines before it are, with their SHA-256.
"""

import gzip
import os
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple, Self, cast

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from contracts.events.edge import ArchivedChain
from shared.access_log.chain import Link

_MAGIC = b"\x1f\x8b"
_RECORD, _HEAD, _LAST = b'"entry":', b'"sealed_at":', b'{"archived":'
_CHAIN = len(b'{"chain":"00000000-0000-0000-0000-000000000000",')
_LEVEL = 6


class ArchiveUnfit(ValueError):
    """A file is not an archive, or not the one that was written; the text says why."""


class Contents(NamedTuple):
    """What an archive says of itself, which was compared with its lines."""

    partition: str
    records: int
    digest: str
    """SHA-256 of the lines before the last one."""
    chains: tuple[ArchivedChain, ...]
    heads: tuple[bytes, ...]
    """The stored heads at the ends of the chains, as `lea access-log heads` writes them."""


class ArchiveWriter:
    """Writes an archive: records, then heads, then `close`. The file must not exist."""

    def __init__(self, path: Path) -> None:
        self._raw = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._file = gzip.GzipFile(fileobj=self._raw, mode="wb", compresslevel=_LEVEL, mtime=0)
        self._digest = sha256()
        self._ends: dict[str, ArchivedChain] = {}
        self._records = 0

    def add(self, link: Link) -> None:
        """Write a record."""
        self._write(link.line())
        self._records += 1
        self._ends[str(link.chain)] = ArchivedChain(chain=link.chain, last=link.sequence, hash=link.hash.hex())

    def add_head(self, line: bytes) -> None:
        """Write a stored head."""
        self._write(line)

    def conclude(self, partition: str) -> None:
        """Write the last line; the file is then on disk."""
        chains = [end.model_dump(mode="json") for end in self._ends.values()]
        said = {"partition": partition, "records": self._records, "digest": self._digest.hexdigest(), "chains": chains}
        self._file.write(to_json({"archived": said}) + b"\n")
        self._file.close()
        self._raw.flush()
        os.fsync(self._raw.fileno())

    def _write(self, line: bytes) -> None:
        self._digest.update(line + b"\n")
        self._file.write(line + b"\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._raw.close()


def is_archive(path: Path) -> bool:
    """Whether a file is compressed, as archives are. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def contents_of(path: Path) -> Contents:
    """Read an archive as a whole. Raises ArchiveUnfit, OSError."""
    digest, records, heads, said = sha256(), 0, list[bytes](), None
    for line in _lines(path):
        if said is not None:
            raise ArchiveUnfit("there are lines after the last one")
        if line.startswith(_LAST):
            said = _said(line)
            continue
        digest.update(line)
        if line.startswith(_RECORD, _CHAIN):
            records += 1
        elif _HEAD in line:
            heads.append(line.rstrip(b"\n"))
        else:
            raise ArchiveUnfit("a line is neither a record nor a head")
    if said is None:
        raise ArchiveUnfit("its last line is missing: it was not written to its end")
    found = Contents(said["partition"], records, digest.hexdigest(), said["chains"], tuple(heads))
    if (found.records, found.digest) != (said["records"], said["digest"]):
        raise ArchiveUnfit("its lines are not those that were written: their SHA-256 is another one")
    return found


def records_in(path: Path) -> Iterator[bytes]:
    """The records of an archive, as they were exported. Raises ArchiveUnfit, OSError."""
    return (line for line in _lines(path) if line.startswith(_RECORD, _CHAIN))


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as file:
            yield from cast("BinaryIO", file)
    except (EOFError, gzip.BadGzipFile) as error:
        raise ArchiveUnfit(f"it is damaged: {error}") from None


def _said(line: bytes) -> Mapping[str, Any]:
    try:
        said = from_json(line)["archived"]
        chains = tuple(ArchivedChain.model_validate(chain) for chain in said["chains"])
        return {**{name: said[name] for name in ("partition", "records", "digest")}, "chains": chains}
    except (ValidationError, ValueError, KeyError, TypeError):
        raise ArchiveUnfit("its last line does not say what it is") from None


def chains_in(archives: Iterable[Contents]) -> set[str]:
    """The chains of several archives."""
    return {str(chain.chain) for archive in archives for chain in archive.chains}
