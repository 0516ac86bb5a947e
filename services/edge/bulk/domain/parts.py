"""Parts of bulk requests: a stream of lines is split, and each line is read and answered by itself."""

import json
from collections.abc import Iterable, Mapping

from contracts.problems import Problem
from contracts.service_3_11_01 import BULK_LOOKUPS_AT_MOST, LookUp
from services.edge.lookup.domain.answers import LookupResult
from services.edge.lookup.domain.requests import look_up_in
from shared.http.problems import INVALID, TOO_LARGE, Refused, refused

JSON_LINES = ("application/jsonl", "application/x-ndjson")
"""Media types of JSON Lines; answers have the first."""
FIELDS = "line {}"
"""How a line is named in problems, by its place."""


class PartSplitter:
    """Cuts a stream of bytes into parts of whole lines."""

    def __init__(self, size: int, line_limit: int) -> None:
        """Parts of `size` lines, each line of at most `line_limit` bytes."""
        self._size = size
        self._line_limit = line_limit
        self._incomplete = b""
        self._lines: list[bytes] = []
        self.lines = 0
        """Lines received so far."""

    def cut(self, data: bytes) -> list[bytes]:
        """The parts that are complete with these data. Raises Refused."""
        lines = (self._incomplete + data).split(b"\n")
        self._incomplete = lines.pop()
        self._add(lines)
        if len(self._incomplete) > self._line_limit:
            raise self._line_too_long(self.lines + 1)
        full = len(self._lines) // self._size * self._size
        parts = [b"\n".join(self._lines[at : at + self._size]) for at in range(0, full, self._size)]
        del self._lines[:full]
        return parts

    def last(self) -> list[bytes]:
        """The last part, after all data. Raises Refused if there was not a single line."""
        if self._incomplete:
            self._add([self._incomplete])
        if not self.lines:
            raise refused(INVALID, "a bulk request has look-ups", "there is not a single line")
        return [b"\n".join(self._lines)] if self._lines else []

    def _add(self, lines: list[bytes]) -> None:
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


def result_lines(results: Iterable[LookupResult], first: int) -> bytes:
    """The results as lines (contract `BulkLine`), the first of which has this number."""
    return b"".join(
        b'{"line":%d,%s\n' % (number, result.body()[1:]) for number, result in enumerate(results, start=first)
    )


def counted(outcomes: Mapping[str, int], results: Iterable[LookupResult]) -> str:
    """The outcomes counted so far, with those of further results added, as JSON."""
    counts = dict(outcomes)
    for result in results:
        counts[result.outcome.value] = counts.get(result.outcome.value, 0) + 1
    return json.dumps(counts)
