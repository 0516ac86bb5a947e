"""The worker of the edge: `python -m services.edge.worker`, configured by `LEA_…`.

It does everything besides answering over HTTP, on the edge's database with its own role, so that it neither slows nor
widens the API processes. No other process of the edge speaks with the broker.
"""

import os
from collections.abc import Sequence
from functools import partial

from services.edge.access.cleanup import AccessCleanup
from services.edge.access_log.partitions import PartitionKeeper
from services.edge.access_log.sealing import AccessLogSealer
from services.edge.access_log.writer import AccessLog
from services.edge.alarms.application import AnomalyDetector
from services.edge.bulk.application import BulkProcessor
from services.edge.bulk.cleanup import BulkCleanup
from services.edge.console import EdgeQueries
from services.edge.registry.application import application
from services.edge.registry.tables import consumers_in
from services.edge.settings import EdgeSettings
from shared.clock import Clock, SystemClock
from shared.database import Pool, create_async_commit_pool, create_read_pool
from shared.eventstore.relay import Relay
from shared.messaging.broker_watch import BrokerWatch
from shared.messaging.commands import CommandEndpoint
from shared.messaging.held_queries import HeldQueries
from shared.messaging.queries import QueryEndpoint
from shared.refreshing import RefreshingCache
from shared.service import ServiceComponent, run_service


async def compose(settings: EdgeSettings, clock: Clock, pool: Pool) -> Sequence[ServiceComponent]:
    """The parts of the worker."""
    return [
        Relay(settings),
        BrokerWatch(settings),
        CommandEndpoint(settings, pool, application(clock)),
        QueryEndpoint(settings, pool, HeldQueries(EdgeQueries())),
        PartitionKeeper(settings, pool, clock),
        AccessLogSealer(settings, pool, clock),
        AccessCleanup(settings, pool),
        AnomalyDetector(settings, pool, clock),
        *(await bulk_components(settings, clock, pool)),
    ]


async def bulk_components(settings: EdgeSettings, clock: Clock, pool: Pool) -> Sequence[ServiceComponent]:
    """The parts that answer bulk requests, and delete them later."""
    read_pool = await create_read_pool(
        settings.read_model_url, "lea-edge-bulk", size=1, statement_timeout=settings.read_timeout
    )
    # A result is visible only after the access log's commit, which flushes what was written before.
    write_pool = await create_async_commit_pool(settings, "bulk", size=1, statement_timeout=settings.statement_timeout)
    log = AccessLog(settings)
    registry = RefreshingCache(
        "registry", partial(consumers_in, pool), settings.registry_interval, settings.registry_max_age
    )
    processor = BulkProcessor(settings, write_pool, read_pool, registry, log, clock)
    return [log, registry, processor, BulkCleanup(settings, pool, clock)]


def main() -> None:
    """Run until stopped by a signal."""
    settings = EdgeSettings()
    os.nice(settings.worker_nice)
    run_service(settings, partial(compose, settings, SystemClock()))


if __name__ == "__main__":
    main()
