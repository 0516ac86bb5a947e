"""The application the edge serves."""

from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.edge import openapi
from services.edge.domain.refusals import METHOD_NOT_ALLOWED, NO_SUCH_RESOURCE, refused
from services.edge.http import PROBLEM, Endpoint

_KINDS = {405: METHOD_NOT_ALLOWED}


def bare_app() -> FastAPI:
    """The application without its operations: the OpenAPI document, which is public, and problems for the rest."""
    app = FastAPI(
        title=openapi.TITLE,
        version=openapi.VERSION,
        docs_url=None,
        redoc_url=None,
        exception_handlers={HTTPException: _nothing_here},
    )
    described = openapi.document()

    def document() -> dict[str, Any]:
        return described

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's own way to set a document
    return app


def open_door(app: FastAPI, get: Endpoint, post: Endpoint) -> None:
    """Serve the operations."""
    app.router.routes.append(Route(openapi.ENFORCEMENT_PROCEEDING, get, methods=["GET"]))
    app.router.routes.append(Route(openapi.INFORMATION_REQUESTS, post, methods=["POST"]))


async def _nothing_here(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    kind = _KINDS.get(status, NO_SUCH_RESOURCE)
    details = refused(kind, "requests go to the operations of the service", kind.title).details(None)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return Response(details.model_dump_json(), kind.status, headers, media_type=PROBLEM)
