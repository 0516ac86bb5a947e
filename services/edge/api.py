"""The application of the API processes: FastAPI with every operation, and problems for unknown routes."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from contracts.problems import Problem
from services.edge.access.answers import problem_answer
from services.edge.access.dependencies import AccessParts
from services.edge.access.exchange import Recorder, recorder_of
from services.edge.bulk.operations import bulk_request, bulk_result
from services.edge.bulk.task_store import BulkTaskStore
from services.edge.lookup import descriptions
from services.edge.lookup.dependencies import LookupParts
from services.edge.lookup.operations import (
    changes,
    enforcement_proceeding,
    information_request,
    policy,
    reconciliation,
    soap,
)
from services.edge.openapi.document import document
from services.edge.openapi.title import TITLE, VERSION
from shared.http.problems import METHOD_NOT_ALLOWED, NO_SUCH_RESOURCE, Refused

UNKNOWN_ROUTE = "nowhere"
"""Operation of the access log and of metrics for a request to an address without an operation."""

_ROUTERS = (
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


def _routes(*routers: APIRouter) -> list[APIRoute]:
    return [route for router in routers for route in router.routes if isinstance(route, APIRoute)]


_OPERATIONS = _routes(*_ROUTERS)


@dataclass(frozen=True)
class EdgeParts:
    """What the operations of each slice need."""

    recorder: Recorder
    access: AccessParts
    lookup: LookupParts
    bulk: BulkTaskStore


class EdgeApi(FastAPI):
    """The application; it answers once it has its parts."""

    def __init__(self) -> None:
        super().__init__(
            title=TITLE,
            version=VERSION,
            openapi_url=None,
            docs_url=None,
            redoc_url=None,
            # A redirect would lead to whatever host the request names, unsigned and unrecorded.
            redirect_slashes=False,
            exception_handlers={HTTPException: _unknown_route},
            # Operations have their own spans, which carry no address.
            telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        )
        for router in (descriptions.router, *_ROUTERS):
            self.include_router(router)

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = document(_OPERATIONS)
        return self.openapi_schema

    @cached_property
    def document(self) -> bytes:
        """The document as it is served; it is public, so it is serialized once."""
        return json.dumps(self.openapi()).encode()

    def use(self, parts: EdgeParts) -> None:
        """Answer with these parts from now on."""
        self.state.recorder = parts.recorder
        self.state.access = parts.access
        self.state.lookup = parts.lookup
        self.state.bulk = parts.bulk


async def _unknown_route(request: Request, error: Exception) -> Response:
    """The answer where there is no operation: signed and recorded like every other."""
    if not isinstance(error, HTTPException):
        raise error
    kind, headers = NO_SUCH_RESOURCE, dict[str, str]()
    if error.status_code == METHOD_NOT_ALLOWED.status:
        kind, headers = METHOD_NOT_ALLOWED, {"allow": ", ".join(sorted(_allowed(request)))}
    reason = Problem(code=kind.code, rule="requests go to the operations of the service", detail=kind.title)

    async def refuse(_: Request) -> Response:
        raise Refused(kind, reason, headers=headers)

    return await recorder_of(request).answer(request, UNKNOWN_ROUTE, refuse, problem_answer)


def _allowed(request: Request) -> set[str]:
    """The methods of the address."""
    return {
        method
        for route in (*_OPERATIONS, *_routes(descriptions.router))
        if route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }
