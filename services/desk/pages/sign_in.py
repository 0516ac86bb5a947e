"""Signing in and out, the password, the language."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from services.desk.access.dependencies import (
    PASSWORD,
    SESSION_COOKIE,
    SIGN_IN,
    Anybody,
    SignedInPerson,
    address_of,
    local,
    provider_of,
    sessions_of,
    token_of,
)
from services.desk.access.sessions import PasswordRefused, SignInRefused
from services.desk.domain.people import PASSWORD_AT_LEAST, PASSWORD_AT_MOST, WeakPassword
from services.desk.pages.kept import opened, send_again
from services.desk.pages.parts import pages_of, see
from services.desk.rendering import LANGUAGE_COOKIE
from shared.law.names import LANGUAGES

router = APIRouter()

_YEAR = 365 * 24 * 3600
_LONGEST = 1000

Text = Annotated[str, Form(max_length=_LONGEST)]


@router.get(SIGN_IN)
async def show_sign_in(request: Request, person: Anybody, next: str = "/") -> Response:  # noqa: A002 - in the address
    """The form, or the page that was asked for if somebody is signed in."""
    return see(local(next)) if person else _form(request, next)


@router.post(SIGN_IN)
async def sign_in(
    request: Request,
    name: Text = "",
    password: Text = "",
    next: Annotated[str, Form(max_length=_LONGEST)] = "/",  # noqa: A002 - a field of the form
    kept: Annotated[str, Form()] = "",
) -> Response:
    """Start a session; where a form came after the one before had ended, the page that sends it once more follows."""
    known = name.strip().lower()
    try:
        signed_in = await sessions_of(request).sign_in(known, password, address_of(request))
    except SignInRefused:
        return _form(request, next, name=known, refused=True, kept=kept)
    form = opened(request, kept) if kept and not signed_in.person.must_change else None
    response: Response
    if form:
        response = send_again(request, *form, signed_in)
    else:
        response = see(PASSWORD if signed_in.person.must_change else local(next))
    response.set_cookie(SESSION_COOKIE, signed_in.token, secure=True, httponly=True, samesite="lax")
    return response


@router.post("/sign-out")
async def sign_out(request: Request, person: SignedInPerson) -> Response:
    """End the session; if it began at a provider, the page that follows goes on to end the one there."""
    id_token = await sessions_of(request).sign_out(token_of(request), person, address_of(request))
    provider = provider_of(request)
    there = await provider.end_session(id_token) if provider and id_token else None
    request.state.person = None
    # Not a redirect: browsers let the target of a form redirect only to where forms may go (`form-action`).
    response = pages_of(request)(request, "signed_out.html", {"there": there}) if there else see(SIGN_IN)
    response.delete_cookie(SESSION_COOKIE, secure=True, httponly=True, samesite="lax")
    return response


@router.get(PASSWORD)
async def show_password(request: Request, _: SignedInPerson) -> Response:
    """The form for a new password."""
    return pages_of(request)(request, "password.html", _LIMITS)


@router.post(PASSWORD)
async def change_password(
    request: Request, person: SignedInPerson, old: Text = "", new: Text = "", repeated: Text = ""
) -> Response:
    """Change the password of the signed-in person."""
    try:
        await sessions_of(request).change_password(token_of(request), person, old, new, repeated, address_of(request))
    except PasswordRefused as refused:
        values = {**_LIMITS, "wrong": refused.reason is None, "weak": refused.reason}
        return pages_of(request)(request, "password.html", values, status=422)
    return see("/")


@router.get("/language/{language}")
async def choose_language(language: str, next: str = "/") -> Response:  # noqa: A002 - in the address
    """Keep the language for a year."""
    response: RedirectResponse = see(local(next))
    if language in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR, secure=True, httponly=True, samesite="lax")
    return response


def _form(request: Request, wanted: str, *, name: str = "", refused: bool = False, kept: str = "") -> Response:
    values = {"next": local(wanted), "name": name, "refused": refused, "kept": kept, "ended": bool(kept)}
    values["provider"] = provider_of(request) is not None and not kept
    return pages_of(request)(request, "sign_in.html", values, status=422 if refused else 200)


_LIMITS = {
    "at_least": PASSWORD_AT_LEAST,
    "at_most": PASSWORD_AT_MOST,
    "wrong": False,
    "weak": None,
    "Weak": WeakPassword,
}
