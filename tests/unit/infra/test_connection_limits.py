"""How many connections a role may have: enough for its processes, and not so many that others find none."""

from infra.database.provisioning import (
    CONNECTIONS,
    DATABASES,
    EDGE_READER,
    EVENT_READER,
    MONITOR,
    SUBSCRIBER_READER,
    role_of,
)
from infra.stack.postgresql import SETTINGS
from services.edge.access_log import writer
from services.edge.settings import EdgeSettings
from services.subscribers.delivery import stores
from shared.subscribable import SOURCES

API_PROCESSES = 5
"""Of the edge: more need more connections of the server (docs/operations.md)."""
RESERVED = 3
"""For superusers (`superuser_reserved_connections`)."""


def setting(name: str) -> int:
    return int(EdgeSettings.model_fields[name].default)


def needed() -> dict[str, int]:
    """The connections of a whole system, all pools at their largest, while the read model is rebuilt."""
    pool, relay, log, bulk, workers = setting("pool_size"), 1, writer._MAX_CONCURRENCY, 1, 2
    watch, progress = 1, 1  # of rebuilds
    delivery = 1  # the session of the leader
    requests = 1  # one store at a time
    return {
        **dict.fromkeys(map(role_of, ("intake", "proceedings", "deadlines")), pool + relay),
        role_of("court_query"): pool,
        role_of("subscribers"): pool + relay + delivery,
        role_of("desk"): pool,
        role_of("edge_worker"): pool + relay + log + bulk,
        role_of("edge"): API_PROCESSES * (pool + setting("admission_pool_size") + log),
        EDGE_READER: API_PROCESSES * setting("read_pool_size") + bulk,
        EVENT_READER: 1 + workers + 1 + len(SOURCES) * stores._CONNECTIONS + requests,
        SUBSCRIBER_READER: 1,
        MONITOR: 2,  # one for each of its two ways to ask
        DATABASES["court_query"].owner: workers + 1 + watch + progress,
    }


def test_a_role_may_have_the_connections_it_needs() -> None:
    assert {role: count for role, count in needed().items() if count > CONNECTIONS[role]} == {}
    # A second process of a service, and the old one beside the new one at a restart.
    assert all(2 * needed()[role_of(name)] <= CONNECTIONS[role_of(name)] for name in ("intake", "edge_worker"))


def test_whatever_one_role_takes_all_others_find_theirs() -> None:
    everything = int(SETTINGS["max_connections"]) - RESERVED
    for role, most in CONNECTIONS.items():
        others = sum(count for other, count in needed().items() if other != role)
        assert others + most <= everything, role
