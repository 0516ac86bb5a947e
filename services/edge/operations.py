"""The operations of service 3.11.01 over HTTP: what each reads of a request, and how its answer looks."""

from services.edge.bulk.operations import bulk_request, bulk_result
from services.edge.lookup.operations import (
    changes,
    enforcement_proceeding,
    information_request,
    policy,
    reconciliation,
    soap,
)

ROUTERS = (
    information_request.router,
    enforcement_proceeding.router,
    policy.router,
    changes.router,
    reconciliation.router,
    bulk_request.router,
    bulk_result.router,
    soap.router,
)
"""In the order of the OpenAPI document."""
