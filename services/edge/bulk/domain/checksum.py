"""Size and SHA-256 of results, computed as their parts are answered: a large result is not read a second time."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID


@dataclass(slots=True)
class RunningChecksum:
    """Size and SHA-256 of the first parts of a result."""

    parts: int = 0
    size: int = 0
    """Bytes."""
    _hash: Any = field(default_factory=sha256)

    def add(self, part: int, lines: bytes) -> None:
        """Add a part, if it is the next one."""
        if part == self.parts:
            self._hash.update(lines)
            self.size += len(lines)
            self.parts += 1

    @property
    def digest(self) -> bytes:
        digest: bytes = self._hash.digest()
        return digest


class ChecksumCache:
    """The checksums of the most recent tasks; a task that is not in the cache begins anew, by reading its result."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._checksums: dict[UUID, RunningChecksum] = {}

    def of(self, task: UUID) -> RunningChecksum:
        """The checksum of a task, as far as it was computed."""
        kept = self._checksums.pop(task, None) or RunningChecksum()
        self._checksums[task] = kept
        if len(self._checksums) > self._at_most:
            del self._checksums[next(iter(self._checksums))]
        return kept

    def forget(self, task: UUID) -> None:
        """Drop the checksum of a task that is done."""
        self._checksums.pop(task, None)
