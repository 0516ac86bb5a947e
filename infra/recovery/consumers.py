"""Every consumer of events with its sources, and the name under which it keeps its positions."""

from collections.abc import Iterator

from services.court_query.projections import NAME as READ_MODEL
from services.court_query.read_model import active_copy
from shared.database import Connection
from shared.messaging.subscriptions import SUBSCRIPTIONS, sources_of
from shared.reconciliation.comparison import Key
from shared.services import source_of


def consumers_of(service: str) -> Iterator[tuple[str, str]]:
    """The consumers of a service, each with one of the services whose events it takes."""
    for consumer in SUBSCRIPTIONS.get(service, {}):
        for source in sorted(sources_of(consumer) or ()):
            yield consumer, source


async def key_of(model: Connection, consumer: str, source: str) -> Key:
    """Where the consumer keeps its positions in the streams of a service."""
    position_key = (await active_copy(model)).position_key if consumer == READ_MODEL else consumer
    return Key(consumer, position_key, source_of(source))
