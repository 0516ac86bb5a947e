"""Tokens of forms: a form counts only if the desk has made it for the same session (cross-site request forgery)."""

import secrets
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

from fastapi import Request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.responses import Response

from services.desk.access.dependencies import PASSWORD, SESSION_COOKIE, SIGN_IN

FIELD, HEADER = "csrf_token", "x-csrf-token"
_SITE, _ORIGIN = "sec-fetch-site", "origin"
"""By these headers a browser says from where a request comes; a page cannot change them. Old ones say the second."""
_OWN_SITE = ("same-origin", "none")
VISIT_COOKIE = "__Host-lea-visit"
"""What forms are bound to before anybody is signed in."""


Fields = list[tuple[str, str]]
"""What was typed into a form, in its order."""


_NEVER_SHOWN = (SIGN_IN, PASSWORD, "/sign-out")
"""Forms whose fields no page shows again."""


class FormRefused(Exception):
    """The form was made for another session, or too long ago."""


class FormExpired(FormRefused):
    """The form was made for this session, but too long ago: what was typed can be sent again."""

    def __init__(self, fields: Fields) -> None:
        super().__init__()
        self.fields = fields


class Forms:
    """Makes and checks the tokens."""

    def __init__(self, secret: str, lifetime: float) -> None:
        """Tokens are valid for `lifetime` seconds."""
        self._signer = URLSafeTimedSerializer(secret, salt="form")
        self._values = URLSafeTimedSerializer(secret, salt="value")
        self._lifetime = int(lifetime)

    def token(self, request: Request) -> str:
        """The token of the forms on a page."""
        return self._signer.dumps(_bound_to(request))

    def token_of_session(self, session: str) -> str:
        """The token of the forms of a session that has just begun."""
        return self._signer.dumps(_bound_to_session(session))

    def was_made_for(self, request: Request, token: object) -> bool:
        """Whether the token is of a form that was made for this session, however long ago."""
        try:
            return secrets.compare_digest(str(self._signer.loads(str(token))), _bound_to(request))
        except BadSignature:
            return False

    def check(self, request: Request, token: object) -> None:
        """Raises FormRefused unless the token is of a form that was made for this session."""
        try:
            bound = self._signer.loads(str(token), max_age=self._lifetime)
        except BadSignature:
            raise FormRefused from None
        if not secrets.compare_digest(str(bound), _bound_to(request)):
            raise FormRefused

    def sealed(self, request: Request, value: Any) -> str:
        """A value that a page keeps for the next form of this session, compressed and signed."""
        return str(self._values.dumps([_bound_to(request), value]))

    def opened(self, request: Request, text: str) -> Any:
        """The value that a page of this session kept. Raises FormRefused."""
        try:
            bound, value = self._values.loads(text, max_age=self._lifetime)
        except BadSignature:
            raise FormRefused from None
        if not secrets.compare_digest(str(bound), _bound_to(request)):
            raise FormRefused
        return value


async def check_form(request: Request) -> AsyncIterator[None]:
    """Check the token of a request that changes something; close its files in the end. Raises FormRefused."""
    try:
        if request.method not in ("GET", "HEAD"):
            if not _of_own_site(request):
                raise FormRefused
            forms: Forms = request.app.state.forms
            header = request.headers.get(HEADER)
            token = header if header is not None else (await request.form()).get(FIELD)
            try:
                forms.check(request, token)
            except FormRefused:
                # Of another site nothing is shown again: it would only be for the person to press the button.
                if forms.was_made_for(request, token) and (fields := await fields_of(request)):
                    raise FormExpired(fields) from None
                raise
        yield
    finally:
        await request.close()


def _of_own_site(request: Request) -> bool:
    """Whether a request comes from a page of the desk, or does not say from where: then its token decides alone."""
    site, origin = request.headers.get(_SITE), request.headers.get(_ORIGIN)
    if site is not None:
        return site in _OWN_SITE
    # HAProxy passes on the `Host` of the browser as it is.
    return origin is None or origin.partition("://")[2] == request.headers.get("host")


async def fields_of(request: Request) -> Fields:
    """What was typed into the form, without its token.

    Nothing where there is a file, which a page cannot keep, or a password, which no page shows.
    """
    if request.url.path in _NEVER_SHOWN:
        return []
    sent = (await request.form()).multi_items()
    fields = [(name, text) for name, text in sent if isinstance(text, str) and name != FIELD]
    files = any(not isinstance(value, str) and value.filename for _, value in sent)
    return [] if files else fields


def begin_visit(request: Request, response: Response) -> None:
    """Give a browser without a session the cookie that its forms are bound to."""
    if SESSION_COOKIE in request.cookies or VISIT_COOKIE in request.cookies:
        return
    response.set_cookie(VISIT_COOKIE, visit_of(request), secure=True, httponly=True, samesite="lax")


def visit_of(request: Request) -> str:
    """The visit of a browser, which begins with its first page."""
    known: str | None = request.cookies.get(VISIT_COOKIE) or getattr(request.state, "visit", None)
    request.state.visit = known or secrets.token_urlsafe(16)
    return str(request.state.visit)


def _bound_to(request: Request) -> str:
    # The digest: tokens stand in pages, the session's token must not.
    session = request.cookies.get(SESSION_COOKIE)
    return _bound_to_session(session) if session else sha256(f"visit:{visit_of(request)}".encode()).hexdigest()


def _bound_to_session(session: str) -> str:
    return sha256(f"session:{session}".encode()).hexdigest()
