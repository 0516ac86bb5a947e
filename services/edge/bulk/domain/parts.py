"""Bulk requests: a stream of lines cut into parts, each line read and answered by itself."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from contracts.problems import Problem
from contracts.service_3_11_01 import BULK_LOOKUPS_AT_MOST, BulkResult, BulkState, BulkTask, LookUp, Outcome
from services.edge.lookup.domain.answers import Result
from services.edge.lookup.domain.requests import Purpose, look_up_in
from services.edge.refusals import INVALID, TOO_LARGE, Refused, refused
from shared.law.names import Language

FIELDS = "line {}"
"""How a line is named in problems, by its place."""


@dataclass(frozen=True, slots=True)
class Task:
    """A bulk request that was taken in, and how far it is."""

    id: UUID
    consumer: str
    purpose: Purpose
    state: BulkState
    language: Language
    as_of: date | None
    received_at: datetime
    request_digest: bytes
    """SHA-256 of what was sent."""
    look_ups: int
    part_size: int
    """Lines of a part; the last may have fewer."""
    parts: int
    parts_done: int
    done: int
    """Look-ups answered so far."""
    outcomes: Mapping[str, int]
    kinds: frozenset[str]
    """Kinds of the look-ups that were answered: the result may be fetched under scopes that hold them all."""
    data_as_of: datetime | None
    finished_at: datetime | None
    expires_at: datetime | None
    size: int | None
    """Bytes of the result."""
    digest: bytes | None
    """SHA-256 of the result."""

    def told(self) -> BulkTask:
        """As the consumer is told."""
        result = None
        if self.state is BulkState.DONE and self.size is not None and self.digest is not None:
            result = BulkResult(lines=self.look_ups, size=self.size, digest=self.digest.hex())
        return BulkTask(
            id=self.id,
            request_id=self.purpose.request_id,
            state=self.state,
            language=self.language,
            as_of=self.as_of,
            received_at=self.received_at,
            look_ups=self.look_ups,
            done=self.done,
            outcomes={Outcome(outcome): count for outcome, count in self.outcomes.items()},
            data_as_of=self.data_as_of,
            finished_at=self.finished_at,
            expires_at=self.expires_at,
            result=result,
        )


class Parts:
    """Cuts a stream of bytes into parts of whole lines."""

    def __init__(self, size: int, line_limit: int) -> None:
        """Parts of `size` lines, each line of at most `line_limit` bytes."""
        self._size = size
        self._line_limit = line_limit
        self._begun = b""
        self._lines: list[bytes] = []
        self.lines = 0
        """Lines seen so far."""

    def cut(self, data: bytes) -> list[bytes]:
        """The parts that are complete with these data. Raises Refused."""
        lines = (self._begun + data).split(b"\n")
        self._begun = lines.pop()
        self._take(lines)
        if len(self._begun) > self._line_limit:
            raise self._line_too_long(self.lines + 1)
        full = len(self._lines) // self._size * self._size
        parts = [b"\n".join(self._lines[at : at + self._size]) for at in range(0, full, self._size)]
        del self._lines[:full]
        return parts

    def rest(self) -> list[bytes]:
        """The last part, after all data. Raises Refused if there was not a single line."""
        if self._begun:
            self._take([self._begun])
        if not self.lines:
            raise refused(INVALID, "a bulk request has look-ups", "there is not a single line")
        return [b"\n".join(self._lines)] if self._lines else []

    def _take(self, lines: list[bytes]) -> None:
        for number, line in enumerate(lines, start=self.lines + 1):
            if len(line) > self._line_limit:
                raise self._line_too_long(number)
        self._lines += lines
        self.lines += len(lines)
        if self.lines > BULK_LOOKUPS_AT_MOST:
            rule = f"a bulk request has at most {BULK_LOOKUPS_AT_MOST} look-ups"
            raise refused(TOO_LARGE, rule, "there are more lines")

    def _line_too_long(self, number: int) -> Refused:
        rule = f"a line has at most {self._line_limit} bytes"
        return refused(INVALID, rule, "the line is longer", field=FIELDS.format(number))


def look_ups_in(part: bytes, first: int) -> list[LookUp | Problem]:
    """The look-ups of a part whose first line has this number; a problem stands for a malformed one."""
    return [look_up_in(line, FIELDS.format(number)) for number, line in enumerate(part.split(b"\n"), start=first)]


def result_lines(results: Iterable[Result], first: int) -> bytes:
    """The results as lines (contract `BulkLine`), the first of which has this number."""
    return b"".join(
        b'{"line":%d,%s\n' % (number, result.body()[1:]) for number, result in enumerate(results, start=first)
    )


def added(outcomes: Mapping[str, int], results: Iterable[Result]) -> str:
    """The outcomes counted so far together with those of further results, as JSON."""
    counts = dict(outcomes)
    for result in results:
        counts[result.outcome.value] = counts.get(result.outcome.value, 0) + 1
    return json.dumps(counts)
