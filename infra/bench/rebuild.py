"""A rebuild of the read model from an event store."""

from infra.bench.environment import Environment
from infra.bench.results import Result
from services.court_query.rebuild import rebuild
from tests.factories.stores import fill_event_store

PROCEEDINGS = 9_000
"""Each with some two dozen events."""


async def measure(environment: Environment) -> list[Result]:
    """Rebuild from more than two hundred thousand events."""
    model, store = environment.database("court_query"), environment.database("proceedings")
    await fill_event_store(store.owner_url, PROCEEDINGS)
    rebuilt = await rebuild(model.owner_url, store.event_reader_url)
    rate = rebuilt.events / rebuilt.seconds
    return [Result("read model rebuilt", rate, "events/s", at_least=10_000, detail=f"{rebuilt.events} events")]
