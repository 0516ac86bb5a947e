"""The API process of the edge: `python -m services.edge.main`, configured by `LEA_…`.

Several of them may run over the same databases, each on its own socket; HAProxy balances requests over them.
"""

import asyncio
import math
from collections.abc import Sequence
from functools import partial

from services.edge.access.admission import Admission
from services.edge.access.authentication import Authentication
from services.edge.access.dependencies import AccessParts
from services.edge.access.exchange import Recorder
from services.edge.access.idempotency import IdempotentAnswers
from services.edge.access.served_certificate import CertificateWatch
from services.edge.access.signing import signer_for
from services.edge.access_log.writer import AccessLog
from services.edge.api import EdgeApi, EdgeParts
from services.edge.bulk.task_store import BulkTaskStore
from services.edge.lookup.application import InformationService
from services.edge.lookup.dependencies import LookupParts
from services.edge.lookup.freshness import FreshnessPolicy, FreshnessReader
from services.edge.lookup.policy import PolicyCache
from services.edge.lookup.read_model import ReadModel
from services.edge.registry.tables import consumers_in
from services.edge.settings import ApiSettings
from shared.clock import Clock, SystemClock
from shared.database import Pool, create_async_commit_pool, create_read_pool
from shared.refreshing import RefreshingCache
from shared.service import ServiceComponent, run_service


async def compose(settings: ApiSettings, api: EdgeApi, clock: Clock, pool: Pool) -> Sequence[ServiceComponent]:
    """Make the parts of the application; returns those that run."""
    read_pool = await create_read_pool(
        settings.read_model_url,
        "lea-edge-read-model",
        size=settings.read_pool_size,
        statement_timeout=settings.read_timeout,
    )
    admission_pool = await create_async_commit_pool(
        settings, "admission", size=settings.admission_pool_size, statement_timeout=settings.admission_timeout
    )
    registry = RefreshingCache(
        "registry", partial(consumers_in, pool), settings.registry_interval, settings.registry_max_age
    )
    # However old a measurement is, it is still reported, with its moment and as stale.
    measurements = RefreshingCache(
        "freshness", FreshnessReader(read_pool, clock).read, settings.freshness_interval, math.inf
    )
    # HAProxy sends requests to a new process at once: it must know the consumers that the others know.
    await asyncio.gather(registry.refresh(), measurements.refresh())
    freshness = FreshnessPolicy(measurements, clock, settings.stale_after)
    read_model, log = ReadModel(read_pool, settings.request_batch_interval), AccessLog(settings)
    admission = Admission(admission_pool, settings)
    api.use(
        EdgeParts(
            recorder=Recorder(log, signer_for(settings, clock), clock, settings),
            access=AccessParts(
                settings=settings,
                clock=clock,
                authentication=Authentication(registry, settings),
                admission=admission,
                answers=IdempotentAnswers(admission_pool, settings),
            ),
            lookup=LookupParts(
                information=InformationService(read_model, freshness, admission.charge, clock),
                read_model=read_model,
                read_pool=read_pool,
                freshness=freshness,
                policies=PolicyCache(settings, api.openapi()),
            ),
            bulk=BulkTaskStore(pool),
        )
    )
    certificate = CertificateWatch(settings.certificate_url or settings.public_url, settings.certificate_interval)
    return [read_model, registry, measurements, admission, log, certificate]


def main() -> None:
    """Run until stopped by a signal."""
    settings, api = ApiSettings(), EdgeApi()
    run_service(settings, partial(compose, settings, api, SystemClock()), api)


if __name__ == "__main__":
    main()
