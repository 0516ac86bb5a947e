"""The size and SHA-256 of results, summed up as their parts come: a large result is not read a second time."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID


@dataclass(slots=True)
class Sum:
    """Of the first parts of a result."""

    parts: int = 0
    size: int = 0
    """Bytes."""
    _seen: Any = field(default_factory=sha256)

    def add(self, part: int, lines: bytes) -> None:
        """Count a part in, if it is the one that is next."""
        if part == self.parts:
            self._seen.update(lines)
            self.size += len(lines)
            self.parts += 1

    @property
    def digest(self) -> bytes:
        digest: bytes = self._seen.digest()
        return digest


class Sums:
    """Those of the tasks that were worked on last; any other is begun anew, by reading what there is."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._sums: dict[UUID, Sum] = {}

    def of(self, task: UUID) -> Sum:
        """The sum of a task."""
        kept = self._sums.pop(task, None) or Sum()
        self._sums[task] = kept
        if len(self._sums) > self._at_most:
            del self._sums[next(iter(self._sums))]
        return kept

    def forget(self, task: UUID) -> None:
        """The task is done."""
        self._sums.pop(task, None)
