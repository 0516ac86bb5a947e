"""The numbers of resolutions, in series without gaps per body and year (Art. 343(2) ind. 3)."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from shared.database import Connection


class Unnumbered(NamedTuple):
    """A resolution without its number."""

    act: UUID
    event: UUID
    stream: UUID
    kind: str
    """Of document, as the rule set names it."""
    body: str
    made_on: date


class Series:
    """The series of a service, in its tables `resolution_series`, `resolution`, `document_due` and `document`."""

    def __init__(self, stream: str) -> None:
        """`stream` is the column of `resolution` with the stream in which it was made."""
        self._give = _GIVE.format(stream=stream)
        self.next_due = _NEXT_DUE.format(stream=stream)
        """The resolution to render next, but those of `$1`."""

    async def number(self, connection: Connection, resolutions: Iterable[Unnumbered]) -> dict[UUID, str]:
        """Give numbers, in this order; returns them by act.

        The series are locked until the transaction ends, in one order for everybody.
        """
        made = list(resolutions)
        if not made:
            return {}
        rows = await connection.fetch(self._give, *[list(column) for column in zip(*made, strict=True)])
        return {row["act"]: row["number"] for row in rows}


_GIVE = """
WITH made AS (
    SELECT act, event, {stream}, kind, body, made_on, extract(year FROM made_on)::integer AS year, place
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::date[])
         WITH ORDINALITY AS given (act, event, {stream}, kind, body, made_on, place)
), wanted AS (
    SELECT body, year, count(*)::integer AS count FROM made GROUP BY body, year
), series AS (
    INSERT INTO resolution_series (body, year, last)
    SELECT body, year, count FROM wanted ORDER BY body, year
    ON CONFLICT (body, year) DO UPDATE SET last = resolution_series.last + excluded.last
    RETURNING body, year, last
), due AS (
    INSERT INTO document_due (act) SELECT act FROM made
)
INSERT INTO resolution (act, event, {stream}, kind, body, year, running, made_on)
SELECT act, event, {stream}, kind, body, year,
       last - count + row_number() OVER (PARTITION BY body, year ORDER BY place), made_on
FROM made JOIN wanted USING (body, year) JOIN series USING (body, year)
RETURNING act, number
"""
_NEXT_DUE = """
SELECT act, event, {stream} AS stream, kind, number
FROM document_due JOIN resolution USING (act)
WHERE act <> ALL($1::uuid[])
ORDER BY since, act LIMIT 1
FOR UPDATE OF document_due SKIP LOCKED
"""
