"""What went out about statements on a day: kept with the events, and listed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.events.intake import (
    DecisionCopiesSent,
    InitiationDecided,
    InitiationRefused,
    StatementRegistered,
    StatementReturned,
)
from contracts.events.intake_corrections import CorrectionMade
from contracts.events.intake_handling import DecisionCopyReceived, RefusedDocumentSent
from contracts.queries.outgoing import ListOutgoing, Outgoing
from services.intake.domain.journal import Statement
from services.intake.domain.outgoing import outgoing
from shared.database import Connection
from shared.outgoing_lists import listed, stored

_BEARING = (
    DecisionCopiesSent, RefusedDocumentSent, DecisionCopyReceived, CorrectionMade, InitiationDecided, InitiationRefused,
    StatementReturned,
)  # fmt: skip


async def note_outgoing(
    connection: Connection, events: Sequence[EventEnvelope[Any]], states: Mapping[UUID, Statement]
) -> None:
    """Write anew what went out about the statements that these events concern."""
    streams = list(dict.fromkeys(event.stream for event in events if isinstance(event.data, _BEARING)))
    if not streams:
        return
    rows = [row for stream in streams for row in _rows(stream, states[stream])]
    await connection.execute(_FORGET, streams)
    if rows:
        await connection.execute(_NOTE, *[list(column) for column in zip(*rows, strict=True)])


async def listed_outgoing(connection: Connection, asked: ListOutgoing) -> Outgoing:
    """What a body sent on a day."""
    return await listed(connection, _OF_DAY, asked)


def _rows(stream: UUID, statement: Statement) -> Iterator[tuple[Any, ...]]:
    """Nothing where the registration was struck."""
    for registered in (act.data for act in statement.acts if isinstance(act.data, StatementRegistered)):
        for row in outgoing(statement):
            yield (stream, *map(stored, row), registered.body, registered.registration_number)


_FORGET = "DELETE FROM outgoing WHERE statement = ANY($1::uuid[])"
_NOTE = """
INSERT INTO outgoing (statement, act, recipient, executor, sent_on, name, what, about, decision, paper_number, method,
                      mark, delivered_on, receipt, body, number)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::date[], $6::text[], $7::text[], $8::text[],
                     $9::uuid[], $10::text[], $11::text[], $12::jsonb[], $13::date[], $14::jsonb[], $15::text[],
                     $16::text[])
"""
_OF_DAY = """
SELECT o.number, o.body, o.executor, o.act, o.name, o.what, o.about, coalesce(r.number, o.paper_number) AS resolution,
       o.recipient, o.method, o.mark, o.sent_on, o.delivered_on, o.receipt
FROM outgoing o LEFT JOIN resolution r ON r.act = o.decision
WHERE o.body = $1 AND o.sent_on = $2 AND ($3::text IS NULL OR o.executor = $3)
  AND ($4::text IS NULL OR (o.number, o.act, o.recipient) > ($4, $5::uuid, $6::text))
ORDER BY o.number, o.act, o.recipient LIMIT $7
"""
