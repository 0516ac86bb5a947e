"""The API process of the edge: `python -m services.edge.main`, configured by `LEA_…`.

Several of them may run over the same databases, each on a socket of its own; HAProxy balances requests over them.
"""

import asyncio
import math
from collections.abc import Sequence
from functools import partial

from services.edge.access.admission import Admission
from services.edge.access.authentication import Authentication
from services.edge.access.exchange import Recorder
from services.edge.access.request_ids import RequestIds
from services.edge.access.signing import signer_for
from services.edge.access_log import AccessLog
from services.edge.api import EdgeApi
from services.edge.bulk.task_store import Counter
from services.edge.dependencies import EdgeParts
from services.edge.lookup.application import InformationService
from services.edge.lookup.freshness import HowFresh, freshness_in
from services.edge.lookup.policy import Policies
from services.edge.lookup.read_model import ReadModel
from services.edge.refreshing import Polled
from services.edge.registry.tables import consumers_in
from services.edge.settings import ApiSettings
from shared.clock import Clock, SystemClock
from shared.database import Pool, create_async_commit_pool, create_read_pool
from shared.service import ServiceComponent, run_service


async def compose(settings: ApiSettings, api: EdgeApi, clock: Clock, pool: Pool) -> Sequence[ServiceComponent]:
    """Give the application its parts; returns those that run."""
    read_pool = await create_read_pool(
        settings.read_model_url,
        "lea-edge-read-model",
        size=settings.read_pool_size,
        statement_timeout=settings.read_timeout,
    )
    admission_pool = await create_async_commit_pool(
        settings, "admission", size=settings.admission_pool_size, statement_timeout=settings.admission_timeout
    )
    registry = Polled("registry", partial(consumers_in, pool), settings.registry_interval, settings.registry_age)
    # What was measured long ago is still reported: with its moment, and as stale.
    freshness = Polled("freshness", partial(freshness_in, read_pool), settings.freshness_interval, math.inf)
    # HAProxy sends requests to a new process at once: it must know the consumers that the others know.
    await asyncio.gather(registry.refresh(), freshness.refresh())
    how_fresh = HowFresh(freshness, clock, settings.stale_after)
    read_model, log = ReadModel(read_pool, settings.wave), AccessLog(settings)
    admission = Admission(admission_pool, settings)
    api.use(
        EdgeParts(
            settings=settings,
            clock=clock,
            recorder=Recorder(log, signer_for(settings, clock), clock, settings),
            authentication=Authentication(registry, settings),
            admission=admission,
            request_ids=RequestIds(admission_pool, settings),
            information=InformationService(read_model, how_fresh, admission.charge, clock),
            read_model=read_model,
            read_pool=read_pool,
            freshness=how_fresh,
            policies=Policies(settings, api.openapi()),
            bulk=Counter(pool),
        )
    )
    return [read_model, registry, freshness, admission, log]


def main() -> None:
    """Run until stopped by a signal."""
    settings, api = ApiSettings(), EdgeApi()
    run_service(settings, partial(compose, settings, api, SystemClock()), api)


if __name__ == "__main__":
    main()
