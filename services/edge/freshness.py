"""How fresh the read model is, as court_query measures it."""

from services.edge.domain.answers import Freshness
from shared.database import Pool

_FRESHNESS = "SELECT data_as_of FROM read_model.freshness"
_HELD_BACK = """
    SELECT p.number, held.since FROM read_model.proceeding AS p
    JOIN read_model.held_back AS held ON held.proceeding = p.id
"""


class NeverMeasured(LookupError):
    """court_query has not looked at the event store yet."""


async def freshness_in(pool: Pool) -> Freshness:
    """What the model says of itself. Raises NeverMeasured."""
    data_as_of = await pool.fetchval(_FRESHNESS)
    if data_as_of is None:
        raise NeverMeasured
    held_back = {row["number"]: row["since"] for row in await pool.fetch(_HELD_BACK)}
    return Freshness(data_as_of, held_back)
