"""Signing in at an OpenID provider: the browser goes there, and comes back with a code."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from services.desk.access.dependencies import SESSION_COOKIE, Anybody, address_of, local, provider_of, sessions_of
from services.desk.access.provider import MINUTES_AT_MOST, RETURN, Provider, ProviderAway, ProviderRefused, Refusal
from services.desk.pages.parts import NotFound, pages_of, see
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)

router = APIRouter()

BEGUN_COOKIE = "__Host-lea-provider"
"""What a sign-in that has begun needs when the browser comes back."""
_AWAY = "away"
_STATUSES = {_AWAY: 503, Refusal.STATE: 400}


@router.get("/sign-in/provider")
async def begin(request: Request, person: Anybody, next: str = "/") -> Response:  # noqa: A002 - in the address
    """Send the browser to the provider. Raises NotFound."""
    provider = _provider(request)
    if person:
        return see(local(next))
    try:
        begun = await provider.begin(local(next))
    except ProviderAway as error:
        return await _failed(request, _AWAY, cause=error)
    response = RedirectResponse(begun.address, 303)
    response.set_cookie(
        BEGUN_COOKIE, begun.kept, max_age=MINUTES_AT_MOST * 60, secure=True, httponly=True, samesite="lax"
    )
    return response


@router.get(RETURN)
async def come_back(request: Request) -> Response:
    """Start a session for somebody who comes back from the provider. Raises NotFound."""
    provider = _provider(request)
    try:
        identity, wanted = await provider.finish(request.query_params, request.cookies.get(BEGUN_COOKIE, ""))
        signed_in = await sessions_of(request).sign_in_by_provider(identity, address_of(request))
    except ProviderAway as error:
        response = await _failed(request, _AWAY, cause=error)
    except ProviderRefused as refused:
        response = await _failed(request, refused.reason, subject=refused.subject)
    else:
        response = see(local(wanted))
        response.set_cookie(SESSION_COOKIE, signed_in.token, secure=True, httponly=True, samesite="lax")
    response.delete_cookie(BEGUN_COOKIE, secure=True, httponly=True, samesite="lax")
    return response


def _provider(request: Request) -> Provider:
    if (provider := provider_of(request)) is None:
        raise NotFound
    return provider


async def _failed(request: Request, reason: str, *, subject: str = "", cause: Exception | None = None) -> Response:
    if cause is not None:
        _log.warning("OpenID provider not available", exc_info=cause)
    await sessions_of(request).note_provider_failure(f"{reason} {subject}".strip(), address_of(request))
    values = {"reason": str(reason), "subject": subject}
    return pages_of(request)(request, "not_signed_in.html", values, status=_STATUSES.get(reason, 403))
