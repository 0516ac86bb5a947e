"""Composition root of edge: `python -m services.edge.main`, configured by `LEA_…`."""

import math
from collections.abc import Sequence
from functools import partial

from services.edge.access_log import AccessLog
from services.edge.app import EdgeApp
from services.edge.application import InformationService
from services.edge.authentication import ApiKeys
from services.edge.freshness import freshness_in
from services.edge.http import Endpoint, GetProceeding, PostInformationRequest
from services.edge.look_ups import ReadModel
from services.edge.polled import Polled
from services.edge.registry import consumers_in
from services.edge.settings import EdgeSettings
from shared.clock import Clock, SystemClock
from shared.database import Pool, create_read_pool
from shared.service import Component, run_service


async def compose(settings: EdgeSettings, app: EdgeApp, clock: Clock, pool: Pool) -> Sequence[Component]:
    """Open the door of the application; returns the parts that work behind it."""
    read_pool = await create_read_pool(
        settings.read_model_url,
        "lea-edge-read-model",
        size=settings.read_pool_size,
        statement_timeout=settings.read_timeout,
    )
    read_model, log = ReadModel(read_pool), AccessLog(settings)
    registry = Polled("registry", partial(consumers_in, pool), settings.registry_interval, settings.registry_age)
    # What was measured long ago is still told: with its moment, and as stale.
    freshness = Polled("freshness", partial(freshness_in, read_pool), settings.freshness_interval, math.inf)
    service = InformationService(ApiKeys(registry), read_model, freshness, clock, settings.stale_after)
    app.open(
        Endpoint(GetProceeding(service), log, clock),
        Endpoint(PostInformationRequest(service, settings), log, clock),
    )
    return [read_model, registry, freshness, log]


def main() -> None:
    """Run until told to stop."""
    settings, app = EdgeSettings(), EdgeApp()
    run_service(settings, partial(compose, settings, app, SystemClock()), app)


if __name__ == "__main__":
    main()
