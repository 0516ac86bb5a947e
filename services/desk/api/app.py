"""The application of the JSON interface, mounted at `/api/v1`."""

from anyio import to_thread
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from contracts.problems import Problem, field_path
from services.desk.api import acts, bank_statements, body, books, disclosures, look_ups, plain
from services.desk.api.callers import Reading
from services.desk.api.openapi import document
from services.desk.api.replies import JSON, invalid, refusal
from services.desk.pages.parts import NotFound, acts_of
from shared.clerk_client import QueryRefused
from shared.failures import DATABASE_ERRORS
from shared.http.problems import (
    FAILED,
    INVALID,
    METHOD_NOT_ALLOWED,
    NO_SUCH_RESOURCE,
    UNAVAILABLE,
    Refused,
    problem_content,
    refused,
)
from shared.messaging.client import NoReply
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)

PREFIX = "/api/v1"


class ApiApp(FastAPI):
    """The application; it uses the parts of the application that it is mounted in."""

    def __init__(self) -> None:
        super().__init__(
            openapi_url=None,
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
            telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        )
        # Addresses of acts on statements have room for any number: what is more exact comes first.
        for part in (plain, acts, disclosures, look_ups, books, body, bank_statements):
            self.include_router(part.router)
        self.add_api_route("/openapi.json", _openapi, methods=["GET"])
        for kind in (Refused, RequestValidationError, ValidationError, QueryRefused, NotFound, HTTPException):
            self.add_exception_handler(kind, _refused)
        for unavailable in (NoReply, *DATABASE_ERRORS):
            self.add_exception_handler(unavailable, _unavailable)
        self.add_exception_handler(Exception, _failed)


async def _openapi(request: Request, _: Reading) -> Response:
    """The description of the interface. Written when it is asked for the first time: it is large."""
    text = await to_thread.run_sync(document, acts_of(request))
    return Response(text, media_type=JSON)


async def _refused(_: Request, error: Exception) -> Response:
    return _problem(_refusal(error))


async def _unavailable(request: Request, error: Exception) -> Response:
    _log.warning("request not answered", path=request.url.path, exc_info=error)
    detail = "what was sent may have been recorded: send it again with the same idempotency key"
    return _problem(refused(UNAVAILABLE, "the services and the database answer", detail))


async def _failed(request: Request, error: Exception) -> Response:
    _log.error("request failed", path=request.url.path, exc_info=error)
    return _problem(refused(FAILED, "a request is answered", "the log says why it was not"))


def _refusal(error: Exception) -> Refused:
    match error:
        case Refused():
            return error
        case QueryRefused():
            return refusal(error.problems)
        case RequestValidationError():
            return Refused(INVALID, *(_invalid_parameter(each) for each in error.errors()))
        case ValidationError():
            return invalid(error)
        case HTTPException(status_code=METHOD_NOT_ALLOWED.status):
            return refused(METHOD_NOT_ALLOWED, "an address has its methods", METHOD_NOT_ALLOWED.title)
        case _:
            detail = "it does not exist, or is not for this person"
            return refused(NO_SUCH_RESOURCE, "what is asked for exists, and is for the person", detail)


def _invalid_parameter(error: dict[str, object]) -> Problem:
    place = error.get("loc") or ()
    parts = tuple(str(part) for part in place) if isinstance(place, (tuple, list)) else ()
    field = field_path(parts[1:])
    return Problem(code="invalid-field", rule="a parameter is well formed", detail=str(error.get("msg")), field=field)


def _problem(refusal_: Refused) -> Response:
    content, headers = problem_content(refusal_, None)
    return Response(content, refusal_.kind.status, headers)
