"""The status that the read model had of a proceeding at some moments: what the court was shown."""

from contracts.queries.access_log import KnownState, KnownStates, ListKnownStates
from shared.database import Connection


async def known_states(connection: Connection, asked: ListKnownStates) -> KnownStates:
    """One state for each moment, in their order."""
    days, moments = [each.as_of for each in asked.moments], [each.known_at for each in asked.moments]
    rows = await connection.fetch(_KNOWN, asked.proceeding, days, moments)
    return KnownStates(states=tuple(KnownState(**row) if row["status"] else None for row in rows))


# In the order of effect, as the card has them; entries of a release that did not keep the moments say nothing.
_KNOWN = """
    SELECT status, reason, since
    FROM unnest($2::date[], $3::timestamptz[]) WITH ORDINALITY AS asked(as_of, known_at, place)
    LEFT JOIN LATERAL (
        SELECT s.code AS status, s.reason, s.effective AS since
        FROM read_model.proceeding p JOIN read_model.status s ON s.proceeding = p.id
        WHERE p.number = $1 AND (asked.as_of IS NULL OR s.effective <= asked.as_of)
          AND s.recorded_at <= asked.known_at AND (s.superseded_by IS NULL OR s.superseded_at > asked.known_at)
        ORDER BY s.effective DESC, s.version DESC, s.ordinal DESC LIMIT 1
    ) AS state ON true
    ORDER BY place
"""
