"""Composition root of court_query: `python -m services.court_query.main`, configured by `LEA_…`."""

from collections.abc import Sequence

from services.court_query.access_log_heads import AccessLogHeads
from services.court_query.console import CourtQueries
from services.court_query.consumer_health import ConsumerHealth
from services.court_query.freshness import FreshnessWatch
from services.court_query.head_file import HeadFile
from services.court_query.projections import ReadModelProjection, position_key
from services.court_query.settings import CourtQuerySettings
from shared.database import Pool
from shared.messaging.broker_watch import BrokerWatch
from shared.messaging.consumer import EventConsumer
from shared.messaging.held_queries import HeldQueries
from shared.messaging.queries import QueryEndpoint
from shared.reconciliation.watch import reconciled_consumer
from shared.service import ServiceComponent, run_service


def main() -> None:
    """Run until stopped by a signal."""
    settings = CourtQuerySettings()
    file = HeadFile(settings.head_file) if settings.head_file else None

    async def compose(pool: Pool) -> Sequence[ServiceComponent]:
        consumer, watch = reconciled_consumer(settings, pool, ReadModelProjection())
        broker = BrokerWatch(settings)
        return [
            consumer,
            watch,
            broker,
            ConsumerHealth(settings, pool, consumer, broker),
            EventConsumer(settings, pool, AccessLogHeads(file)),
            FreshnessWatch(settings, pool),
            QueryEndpoint(settings, pool, HeldQueries(CourtQueries(), position_key)),
        ]

    run_service(settings, compose)


if __name__ == "__main__":
    main()
