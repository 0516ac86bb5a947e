"""The projection of intake: documents that proceedings return to the recoverer can be presented again (Art. 366(3))."""

from collections.abc import Sequence
from typing import Any

from contracts.envelope import EventEnvelope
from contracts.events.proceedings import DocumentReturned
from shared.database import Connection
from shared.messaging.projection import SimpleProjection


class ReturnedDocuments(SimpleProjection):
    """Keeps which execution documents came back from execution, for Art. 359(1) ind. 8."""

    name = "intake"

    async def apply(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        """Note the returns of a batch, and that the documents no longer lie here."""
        returned = [event for event in events if isinstance(event.data, DocumentReturned)]
        if returned:
            await connection.execute(
                _RETURN,
                [event.stream for event in returned],
                [event.effective_date for event in returned],
                [event.data.counts_for_twice_returned for event in returned],
            )


_RETURN = """
WITH returned AS (
    SELECT * FROM unnest($1::uuid[], $2::date[], $3::boolean[]) AS r(proceeding, returned_on, counts)
), freed AS (
    UPDATE presented_document d SET lies_here = false FROM returned r WHERE d.proceeding = r.proceeding
    RETURNING d.issuer, d.number, d.issued_on, r.proceeding, r.returned_on, r.counts
)
INSERT INTO returned_document (proceeding, issuer, number, issued_on, returned_on, counts)
SELECT proceeding, issuer, number, issued_on, returned_on, counts FROM freed
"""
