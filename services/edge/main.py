"""The API process of the edge: `python -m services.edge.main`, configured by `LEA_…`.

Several of them may run over the same databases, each on a socket of its own; HAProxy balances requests over them.
"""

import asyncio
import math
from collections.abc import Sequence
from functools import partial

from starlette.types import ASGIApp

from contracts.soap.messages import PATH as SOAP
from services.edge import openapi
from services.edge.access_log import AccessLog
from services.edge.admission import Admission
from services.edge.app import EdgeApp
from services.edge.application import InformationService
from services.edge.authentication import Proofs
from services.edge.bulk.counter import Counter
from services.edge.freshness import HowFresh, freshness_in
from services.edge.gate import Gate
from services.edge.http import Endpoint, Operation
from services.edge.look_ups import ReadModel
from services.edge.nowhere import Closed, Nowhere
from services.edge.operations.bulk_request import PostBulkRequest
from services.edge.operations.bulk_result import GetBulkResult, GetBulkTask
from services.edge.operations.changes import GetChanges
from services.edge.operations.enforcement_proceeding import GetProceeding
from services.edge.operations.information_request import PostInformationRequest
from services.edge.operations.policy import GetPolicy
from services.edge.operations.reconciliation import PostReconciliation
from services.edge.operations.soap import PostSoapRequest, fault
from services.edge.policy import Policies
from services.edge.polled import Polled
from services.edge.registry import consumers_in
from services.edge.request_ids import RequestIds
from services.edge.settings import EdgeSettings
from services.edge.signing import signer_for
from services.edge.wsdl import SCHEMA, SCHEMA_PATH, Description
from shared.clock import Clock, SystemClock
from shared.database import Pool, create_brisk_pool, create_read_pool
from shared.service import Component, run_service


async def compose(settings: EdgeSettings, app: EdgeApp, clock: Clock, pool: Pool) -> Sequence[Component]:
    """Open the door of the application; returns the parts that work behind it."""
    read_pool = await create_read_pool(
        settings.read_model_url,
        "lea-edge-read-model",
        size=settings.read_pool_size,
        statement_timeout=settings.read_timeout,
    )
    read_model, log = ReadModel(read_pool, settings.wave), AccessLog(settings)
    registry = Polled("registry", partial(consumers_in, pool), settings.registry_interval, settings.registry_age)
    # What was measured long ago is still told: with its moment, and as stale.
    freshness = Polled("freshness", partial(freshness_in, read_pool), settings.freshness_interval, math.inf)
    # What others have been answered before must not be refused here: behind one port, nobody knows who is new.
    await asyncio.gather(registry.refresh(), freshness.refresh())
    how_fresh = HowFresh(freshness, clock, settings.stale_after)
    admission_pool = await create_brisk_pool(
        settings, "admission", size=settings.admission_pool_size, statement_timeout=settings.admission_timeout
    )
    admission, request_ids = Admission(admission_pool, settings), RequestIds(admission_pool, settings)
    counter = Counter(pool)
    service = InformationService(read_model, how_fresh, admission.charge, clock)
    proofs, signer = Proofs(registry, settings), signer_for(settings, clock)
    gate, reading = Gate(proofs, admission), Gate(proofs, admission, nonce_with_record=True)
    operations: dict[tuple[str, str], Operation] = {
        ("POST", openapi.INFORMATION_REQUESTS): PostInformationRequest(service, request_ids, settings.body_limit),
        ("GET", openapi.POLICY): GetPolicy(Policies(settings, app.openapi())),
        ("GET", openapi.CHANGES): GetChanges(read_pool, how_fresh, admission.charge, clock),
        ("POST", openapi.RECONCILIATIONS): PostReconciliation(
            read_model, how_fresh, request_ids, admission.charge, clock, settings.body_limit
        ),
        ("GET", openapi.BULK_REQUEST): GetBulkTask(counter),
        ("GET", openapi.BULK_RESULT): GetBulkResult(counter),
    }
    bulk = PostBulkRequest(counter, request_ids, admission.charge, settings, clock)
    soap = Endpoint(
        PostSoapRequest(service, request_ids, settings.body_limit), gate, log, signer, clock, settings, fault
    )
    endpoints = {
        where: Endpoint(operation, gate, log, signer, clock, settings) for where, operation in operations.items()
    }
    endpoints["GET", openapi.ENFORCEMENT_PROCEEDING] = Endpoint(
        GetProceeding(service), reading, log, signer, clock, settings
    )
    endpoints["POST", openapi.BULK_REQUESTS] = Endpoint(
        bulk, gate, log, signer, clock, settings, body_timeout=settings.bulk_body_timeout
    )
    described: dict[tuple[str, str], ASGIApp] = {
        ("GET", SOAP): Description(settings.public_url),
        ("GET", SCHEMA_PATH): SCHEMA,
    }
    app.open(
        {**endpoints, **described, ("POST", SOAP): soap},
        lambda refusal: Endpoint(Nowhere(), Closed(refusal), log, signer, clock, settings),
    )
    return [read_model, registry, freshness, admission, log]


def main() -> None:
    """Run until stopped by a signal."""
    settings, app = EdgeSettings(), EdgeApp()
    run_service(settings, partial(compose, settings, app, SystemClock()), app)


if __name__ == "__main__":
    main()
