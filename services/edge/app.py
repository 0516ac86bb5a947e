"""The application the edge serves."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from contracts.problems import Problem
from services.edge import openapi, schemas
from services.edge.domain.refusals import METHOD_NOT_ALLOWED, NO_SUCH_RESOURCE, Refused
from shared.signatures.messages import lowered

_BY_NUMBER = openapi.ENFORCEMENT_PROCEEDING.removesuffix("{number}")


class EdgeApp(FastAPI):
    """The descriptions, health, problems for whatever else; and the operations, before FastAPI's eight layers.

    The descriptions are public: they say nothing the service's card and contracts do not.
    """

    def __init__(self) -> None:
        super().__init__(
            title=openapi.TITLE,
            version=openapi.VERSION,
            docs_url=None,
            redoc_url=None,
            routes=list(schemas.ROUTES),
            exception_handlers={HTTPException: self._nothing_here},
            # The operations make spans of their own, which carry no address.
            telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        )
        self._document = openapi.document()
        self._by_number: ASGIApp | None = None
        self._refusing: Callable[[Refused], ASGIApp] | None = None

    def openapi(self) -> dict[str, Any]:
        return self._document

    def open(
        self,
        operations: Mapping[tuple[str, str], ASGIApp],
        refusing: Callable[[Refused], ASGIApp],
    ) -> None:
        """Serve operations, each at a method and a path; whatever else is asked is `refusing`."""
        self._refusing = refusing
        for (method, path), operation in operations.items():
            self.router.routes.append(Route(path, operation, methods=[method]))
        self._by_number = operations[("GET", openapi.ENFORCEMENT_PROCEEDING)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._by_number and scope["type"] == "http" and scope["method"] == "GET":
            prefix, number = scope["path"][: len(_BY_NUMBER)], scope["path"][len(_BY_NUMBER) :]
            if prefix == _BY_NUMBER and number and "/" not in number:
                scope["path_params"] = {"number": number}
                await self._by_number(scope, receive, send)
                return
        await super().__call__(scope, receive, send)

    async def _nothing_here(self, _: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException) or self._refusing is None:
            raise error
        kind = METHOD_NOT_ALLOWED if error.status_code == METHOD_NOT_ALLOWED.status else NO_SUCH_RESOURCE
        rule = "requests go to the operations of the service"
        reason = Problem(code=kind.code, rule=rule, detail=kind.title)
        return _Answered(self._refusing(Refused(kind, reason, headers=lowered(error.headers or {}))))


class _Answered(Response):
    """What another application answers."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._application(scope, receive, send)
