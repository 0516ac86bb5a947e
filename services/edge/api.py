"""The application of the edge: FastAPI with the operations, their descriptions, and problems for everything else."""

import json
from functools import cached_property
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from contracts.problems import Problem
from services.edge.answers import problem
from services.edge.dependencies import EdgeParts
from services.edge.lookup import descriptions
from services.edge.openapi.document import document
from services.edge.openapi.title import TITLE, VERSION
from services.edge.operations import ROUTERS
from services.edge.refusals import METHOD_NOT_ALLOWED, NO_SUCH_RESOURCE, Refused

UNKNOWN = "nowhere"
"""Names in the access log what was asked at no address of the service."""


def _routes(*routers: APIRouter) -> list[APIRoute]:
    return [route for router in routers for route in router.routes if isinstance(route, APIRoute)]


_OPERATIONS = _routes(*ROUTERS)


class EdgeApi(FastAPI):
    """The application; it answers once its parts are there."""

    def __init__(self) -> None:
        super().__init__(
            title=TITLE,
            version=VERSION,
            openapi_url=None,
            docs_url=None,
            redoc_url=None,
            # A redirect would lead to whatever host the request names, unsigned and unrecorded.
            redirect_slashes=False,
            exception_handlers={HTTPException: _unknown_address},
            # The operations make spans of their own, which carry no address.
            telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        )
        for router in (descriptions.router, *ROUTERS):
            self.include_router(router)

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = document(_OPERATIONS)
        return self.openapi_schema

    @cached_property
    def document(self) -> bytes:
        """The document as it is served: anybody may ask for it, so it is written once."""
        return json.dumps(self.openapi()).encode()

    def use(self, parts: EdgeParts) -> None:
        """Answer with these parts from now on."""
        self.state.edge = parts


async def _unknown_address(request: Request, error: Exception) -> Response:
    """The answer where there is no operation: signed and recorded like every other."""
    if not isinstance(error, HTTPException):
        raise error
    kind, headers = NO_SUCH_RESOURCE, dict[str, str]()
    if error.status_code == METHOD_NOT_ALLOWED.status:
        kind, headers = METHOD_NOT_ALLOWED, {"allow": ", ".join(sorted(_allowed(request)))}
    reason = Problem(code=kind.code, rule="requests go to the operations of the service", detail=kind.title)

    async def refuse(_: Request) -> Response:
        raise Refused(kind, reason, headers=headers)

    parts: EdgeParts = request.app.state.edge
    return await parts.recorder.answer(request, UNKNOWN, refuse, problem)


def _allowed(request: Request) -> set[str]:
    """The methods that the address knows."""
    return {
        method
        for route in (*_OPERATIONS, *_routes(descriptions.router))
        if route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }
