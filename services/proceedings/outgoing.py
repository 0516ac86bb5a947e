"""What went out on a day: kept with the events of its proceeding, and listed."""

from collections.abc import Sequence
from uuid import UUID

from contracts.queries.outgoing import ListOutgoing, Outgoing
from services.proceedings.domain.journal import Journal
from services.proceedings.domain.outgoing import outgoing
from shared.database import Connection
from shared.outgoing_lists import listed, stored


async def write_outgoing(connection: Connection, streams: Sequence[tuple[UUID, Journal]]) -> None:
    """Write what changed of what went out in these proceedings."""
    # A proceeding in which nothing went out has no rows, unless a correction takes them away.
    kept = {stream: list(outgoing(state)) for stream, state in streams}
    touched = [stream for stream, state in streams if kept[stream] or state.corrections or state.struck]
    if not touched:
        return
    numbers = {stream: state.number for stream, state in streams}
    rows = [(stream, *map(stored, row), numbers[stream]) for stream in touched for row in kept[stream]]
    await connection.execute(
        _GONE, touched, [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]
    )
    if rows:
        await connection.execute(_WRITE, *[list(column) for column in zip(*rows, strict=True)])


async def list_outgoing(connection: Connection, asked: ListOutgoing) -> Outgoing:
    """What a body sent on a day."""
    return await listed(connection, _OF_DAY, asked)


_GONE = """
DELETE FROM outgoing WHERE proceeding = ANY($1::uuid[]) AND (proceeding, act, recipient) NOT IN (
    SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::text[])
)
"""
_WRITE = """
INSERT INTO outgoing AS o (proceeding, act, recipient, body, executor, sent_on, name, what, about, concerns,
                           paper_number, method, mark, delivered_on, came_back_on, receipt, number)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::date[], $7::text[], $8::text[],
                     $9::text[], $10::uuid[], $11::text[], $12::text[], $13::jsonb[], $14::date[], $15::date[],
                     $16::jsonb[], $17::text[])
ON CONFLICT (proceeding, act, recipient) DO UPDATE SET
    body = excluded.body, executor = excluded.executor, sent_on = excluded.sent_on, name = excluded.name,
    what = excluded.what, about = excluded.about, concerns = excluded.concerns, paper_number = excluded.paper_number,
    method = excluded.method, mark = excluded.mark, delivered_on = excluded.delivered_on,
    came_back_on = excluded.came_back_on, receipt = excluded.receipt
WHERE (o.body, o.executor, o.sent_on, o.name, o.what, o.about, o.concerns, o.paper_number, o.method, o.mark,
       o.delivered_on, o.came_back_on, o.receipt)
    IS DISTINCT FROM (excluded.body, excluded.executor, excluded.sent_on, excluded.name, excluded.what, excluded.about,
                      excluded.concerns, excluded.paper_number, excluded.method, excluded.mark,
                      excluded.delivered_on, excluded.came_back_on, excluded.receipt)
"""
_OF_DAY = """
SELECT o.number, o.body, o.executor, o.act, o.name, o.what, o.about, coalesce(r.number, o.paper_number) AS resolution,
       o.recipient, o.method, o.mark, o.sent_on, o.delivered_on, o.came_back_on, o.receipt
FROM outgoing o LEFT JOIN resolution r ON r.act = o.concerns
WHERE o.body = $1 AND o.sent_on = $2 AND ($3::text IS NULL OR o.executor = $3)
  AND ($4::text IS NULL OR (o.number, o.act, o.recipient) > ($4, $5::uuid, $6::text))
ORDER BY o.number, o.act, o.recipient LIMIT $7
"""
