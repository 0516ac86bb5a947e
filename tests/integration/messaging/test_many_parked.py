"""A flood of parked messages: the query each consumer runs every second reads an index, not the messages."""

import pytest

from shared.database import Pool
from shared.messaging import deferred, parked
from tests.engines import Database

_PARK = """
    INSERT INTO deferred_message (consumer, reason, problem, ordered, routing_key, headers, body, fingerprint)
    SELECT 'flooded', 'parked', 'unreadable', false, 'lea.none', json_build_object('large', repeat('x', 500)),
           convert_to(repeat('x', 500), 'UTF8'), sha256(convert_to(number::text, 'UTF8'))
    FROM generate_series(1, 5000) AS number
"""


@pytest.mark.parametrize(
    ("statement", "arguments"),
    [
        (deferred._SUMMARY, ["'flooded'"]),
        (deferred._OVERLOOKED, ["'flooded'", "'flooded'", "200"]),
        (parked._COUNT, ["'flooded'", "'parked'"]),
    ],
    ids=["measured every second", "swept every half minute", "counted for a list"],
)
async def test_messages_are_counted_by_an_index(
    database: Database, pool: Pool, statement: str, arguments: list[str]
) -> None:
    await pool.execute(_PARK)
    await database.execute("VACUUM ANALYZE deferred_message")
    for number, argument in reversed(list(enumerate(arguments, start=1))):
        statement = statement.replace(f"${number}", argument)
    plan = "\n".join([row[0] for row in await pool.fetch(f"EXPLAIN {statement}")])
    await pool.execute("DELETE FROM deferred_message")
    assert "deferred_message_reason" in plan
    assert "Seq Scan on deferred_message" not in plan
