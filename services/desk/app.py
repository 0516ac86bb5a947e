"""The application: pages, static files, and what every response has."""

from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from secure import CacheControl, ContentSecurityPolicy, Preset, ReferrerPolicy, Secure, Server
from secure.middleware import SecureASGIMiddleware
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from services.desk.access.bodies import BoundedBodies
from services.desk.access.dependencies import SeeOther, SessionEnded
from services.desk.access.forms import FormExpired, FormRefused, Forms, check_form
from services.desk.access.provider import Provider
from services.desk.access.sessions import Sessions
from services.desk.access.tokens import Tokens
from services.desk.api.app import PREFIX, ApiApp
from services.desk.log_verification import LogVerifier
from services.desk.monitoring import Monitoring
from services.desk.pages import (
    access_log,
    acts,
    bank_statements,
    changes,
    consumers,
    copies,
    corrections,
    disclosures,
    distribution,
    head,
    health,
    held,
    kept,
    limits,
    money,
    outgoing,
    payouts,
    proceedings,
    provider,
    read_model,
    shares,
    sign_in,
    statements,
    subscribers,
    substitutes,
    taken_statements,
    tokens,
    work,
)
from services.desk.pages.parts import NotFound, nothing_changed, pages_of, see
from services.desk.rendering import Pages
from services.desk.statement_files import StatementFiles
from shared.act_fields import ActFields
from shared.clerk_client import ClerkClient
from shared.clock import Clock
from shared.failures import DATABASE_ERRORS
from shared.http.problems import Refused
from shared.messaging.client import NoReply
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)

_PAGES = (
    sign_in,
    provider,
    work,
    shares,
    proceedings,
    disclosures,
    changes,
    acts,
    corrections,
    limits,
    copies,
    outgoing,
    money,
    payouts,
    bank_statements,
    taken_statements,
    statements,
    tokens,
    substitutes,
    distribution,
    head,
    held,
    health,
    access_log,
    consumers,
    subscribers,
    read_model,
)
_ROUTERS = tuple(each.router for each in _PAGES)
_UNAVAILABLE = (NoReply, *DATABASE_ERRORS)


@dataclass(frozen=True)
class DeskParts:
    """What the pages need."""

    sessions: Sessions
    forms: Forms
    pages: Pages
    client: ClerkClient
    acts: ActFields
    clock: Clock
    tokens: Tokens
    provider: Provider | None
    trace_url: str | None
    monitoring: Monitoring | None
    verifier: LogVerifier
    statement_files: StatementFiles


class DeskApp(FastAPI):
    """The application; it answers once it has its parts."""

    def __init__(self) -> None:
        super().__init__(
            title="AIS LEA desk",
            openapi_url=None,
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
            telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        )
        for router in _ROUTERS:
            self.include_router(router, dependencies=[Depends(check_form)])
        api = ApiApp()
        api.state = self.state
        self.mount(PREFIX, api)
        self.mount("/static", StaticFiles(directory=Path(str(files("services.desk") / "static"))))
        self.add_exception_handler(SeeOther, _see_other)
        self.add_exception_handler(SessionEnded, _session_ended)
        self.add_exception_handler(FormRefused, _form_refused)
        self.add_exception_handler(Refused, _body_refused)
        self.add_exception_handler(RequestValidationError, _not_found)
        self.add_exception_handler(HTTPException, _http)
        self.add_exception_handler(NotFound, _not_found)
        self.add_exception_handler(Exception, _failed)
        for kind in _UNAVAILABLE:
            self.add_exception_handler(kind, _unavailable)
        self.add_middleware(BoundedBodies)
        self.add_middleware(SecureASGIMiddleware, secure=_headers())

    def use(self, parts: DeskParts) -> None:
        """Answer with these parts from now on."""
        for part in fields(parts):
            setattr(self.state, part.name, getattr(parts, part.name))


def _headers() -> Secure:
    """Headers of every response: no script, style or frame of others, and nothing inline.

    Pages say themselves that they are not stored; static files may be.
    """
    policy = (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src("'self'")
        .style_src("'self'")
        .img_src("'self'")
        .font_src("'self'")
        .connect_src("'self'")
        .form_action("'self'")
        .base_uri("'none'")
        .frame_ancestors("'none'")
    )
    # Under `no-referrer` browsers say of the desk's forms that they come from nowhere (`Origin: null`).
    referrer = ReferrerPolicy().same_origin()
    strict = Secure()
    replaced = (CacheControl, Server, ContentSecurityPolicy, ReferrerPolicy)
    preset = Secure.from_preset(Preset.STRICT).headers_list
    strict.headers_list.extend([*(each for each in preset if not isinstance(each, replaced)), policy, referrer])
    return strict


async def _see_other(_: Request, error: Exception) -> Response:
    return see(error.path if isinstance(error, SeeOther) else "/")


async def _session_ended(request: Request, _: Exception) -> Response:
    return await kept.session_ended(request)


async def _form_refused(request: Request, error: Exception) -> Response:
    if isinstance(error, FormExpired):
        return kept.expired(request, error.fields)
    return _problem(request, "form", 403)


async def _body_refused(request: Request, error: Exception) -> Response:
    return _problem(request, "body", error.kind.status if isinstance(error, Refused) else 413)


async def _not_found(request: Request, _: Exception) -> Response:
    return _problem(request, "not-found", 404)


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _problem(request, "not-found", status)


async def _unavailable(request: Request, error: Exception) -> Response:
    _log.warning("page not available", path=request.url.path, exc_info=error)
    return await kept.unavailable(request, nothing=nothing_changed(request, error))


async def _failed(request: Request, error: Exception) -> Response:
    _log.error("page failed", path=request.url.path, exc_info=error)
    return _problem(request, "failed", 500)


def _problem(request: Request, what: str, status: int) -> Response:
    return pages_of(request)(request, "problem.html", {"what": what}, status=status)
