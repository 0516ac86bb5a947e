"""What intake keeps of proceedings, made anew from their store after events it was made of were lost there."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from contracts.envelope import EventEnvelope
from services.intake.projections import ReturnedDocuments
from shared.database import Connection

_FORGET_RETURNS = "DELETE FROM returned_document WHERE proceeding = ANY($1)"
_FORGET_RENEWALS = "DELETE FROM renewed_document WHERE proceeding = ANY($1)"
_FORGET_DELAYS = "DELETE FROM granted_delay WHERE proceeding = ANY($1)"
# As the decision to initiate left it.
_BEGIN_ANEW = """
    UPDATE presented_document d
    SET freed_on = NULL, ended_on = NULL,
        executor = (SELECT convert_from(e.data, 'UTF8')::jsonb #>> '{executor,id}' FROM event e
                    WHERE e.stream = d.statement AND e.type = 'lea.intake.initiation-decided.v1'
                    ORDER BY e.version DESC LIMIT 1),
        lies_here = d.lies_here OR NOT EXISTS (
            SELECT FROM presented_document o
            WHERE o.lies_here AND o.statement <> d.statement AND (o.issuer, o.number_key) = (d.issuer, d.number_key)
              AND (o.issued_on = d.issued_on OR o.case_key = d.case_key)
        )
    WHERE d.proceeding = ANY($1) AND d.initiated_on IS NOT NULL
"""
_PRESENTED_AGAIN = """
    SELECT d.statement, o.statement AS other, o.registration_number
    FROM presented_document d JOIN presented_document o
        ON o.lies_here AND o.statement <> d.statement AND (o.issuer, o.number_key) = (d.issuer, d.number_key)
       AND (o.issued_on = d.issued_on OR o.case_key = d.case_key)
    WHERE d.proceeding = ANY($1) AND d.initiated_on IS NOT NULL AND d.freed_on IS NULL
    ORDER BY o.registration_number
"""


async def make_anew(
    connection: Connection, proceedings: Mapping[UUID, Sequence[EventEnvelope[Any]]]
) -> list[dict[str, str]]:
    """Let the documents of these proceedings stand as these events, all there are, leave them.

    Returns the statements that were accepted because a document had come back by an event that is lost. In the
    caller's transaction, with the owner's rights.
    """
    streams = list(proceedings)
    await connection.execute(_FORGET_RETURNS, streams)
    await connection.execute(_FORGET_RENEWALS, streams)
    await connection.execute(_FORGET_DELAYS, streams)
    await connection.execute(_BEGIN_ANEW, streams)
    for events in proceedings.values():
        await ReturnedDocuments().apply(connection, events)
    rows = await connection.fetch(_PRESENTED_AGAIN, streams)
    return [{name: str(value) for name, value in row.items()} for row in rows]
