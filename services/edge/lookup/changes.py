"""The feed of changes in the read model: one round trip for a page.

Only changes below the oldest transaction that runs in this database are returned, so none that commits late is
skipped. Which one that is takes some work to find; it is not done while nothing waits.
"""

from services.edge.lookup.domain.changes import GENERATION, ChangedCard, FeedPage, FeedPosition, check_known
from shared.database import Pool
from shared.eventstore.horizon import HORIZON_HERE
from shared.law.names import Language

_HORIZON = f"""
    CASE WHEN coalesce((SELECT xid FROM read_model.change ORDER BY xid DESC, seq DESC LIMIT 1)
                       < pg_snapshot_xmin(pg_current_snapshot()), true)
         THEN pg_snapshot_xmin(pg_current_snapshot()) ELSE {HORIZON_HERE} END
"""  # noqa: S608 - constants
_END = f"SELECT generation, {_HORIZON} FROM read_model.feed"  # noqa: S608 - a constant
_PAGE = f"""
    SELECT feed.generation, feed.coming, feed.newest, page.*
    FROM (
        SELECT generation, greatest($1::bigint - generation * {GENERATION}, 0)::text::xid8 AS after,
               {_HORIZON} AS horizon, pg_snapshot_xmax(pg_current_snapshot()) AS coming,
               (SELECT (xid, seq) FROM read_model.change ORDER BY xid DESC, seq DESC LIMIT 1) AS newest
        FROM read_model.feed
    ) AS feed
    LEFT JOIN LATERAL (
        SELECT place.xid, place.seq, place.number, proceeding.recorded_at, answer.digest,
               ARRAY(SELECT (revision, recorded_at, since) FROM read_model.revision
                     WHERE revision.proceeding = proceeding.id ORDER BY revision) AS revisions
        FROM (
            SELECT xid, seq, number FROM read_model.change
            WHERE (xid, seq) > (feed.after, $2::bigint) AND xid < feed.horizon ORDER BY xid, seq LIMIT $3
        ) AS place
        CROSS JOIN LATERAL (
            SELECT id, recorded_at FROM read_model.proceeding WHERE number = place.number LIMIT 1
        ) AS proceeding
        CROSS JOIN LATERAL (
            SELECT digest FROM read_model.answer WHERE number = place.number AND language = $4 LIMIT 1
        ) AS answer
    ) AS page ON true
    ORDER BY page.xid, page.seq
"""  # noqa: S608 - a constant


async def changes_after(pool: Pool, position: FeedPosition | None, limit: int, language: Language) -> FeedPage:
    """The page after a position of the feed; none: an empty page at the end. Raises Refused."""
    if position is None:
        generation, horizon = await pool.fetchrow(_END)
        return FeedPage((), FeedPosition.of(generation, horizon, 0), more=False)
    rows = await pool.fetch(_PAGE, position.xid, position.seq, limit, language)
    generation = rows[0]["generation"]
    check_known(position, generation, rows[0]["coming"])
    changes = [
        ChangedCard(
            FeedPosition.of(generation, row["xid"], row["seq"]),
            row["number"],
            row["recorded_at"],
            row["digest"],
            row["revisions"],
        )
        for row in rows
        if row["xid"] is not None
    ]
    end = changes[-1].position if changes else position
    newest = rows[0]["newest"]
    return FeedPage(changes, end, more=newest is not None and FeedPosition.of(generation, *newest) > end)
