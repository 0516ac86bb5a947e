"""What the worker does for bulk requests."""

from collections.abc import Sequence
from functools import partial

from services.edge.access_log import AccessLog
from services.edge.bulk.cleanup import BulkTidying
from services.edge.bulk.worker import BulkWork
from services.edge.refreshing import Polled
from services.edge.registry.tables import consumers_in
from services.edge.settings import EdgeSettings
from shared.clock import Clock
from shared.database import Pool, create_async_commit_pool, create_read_pool
from shared.service import ServiceComponent


async def bulk_parts(settings: EdgeSettings, clock: Clock, pool: Pool) -> Sequence[ServiceComponent]:
    """Answering and tidying up, with what they need."""
    read_pool = await create_read_pool(
        settings.read_model_url, "lea-edge-bulk", size=1, statement_timeout=settings.read_timeout
    )
    # What the door tells of it waits for the access log's commit, which flushes what was written before.
    write_pool = await create_async_commit_pool(settings, "bulk", size=1, statement_timeout=settings.statement_timeout)
    log = AccessLog(settings)
    registry = Polled("registry", partial(consumers_in, pool), settings.registry_interval, settings.registry_age)
    work = BulkWork(settings, write_pool, read_pool, registry, log, clock)
    return [log, registry, work, BulkTidying(settings, pool, clock)]
