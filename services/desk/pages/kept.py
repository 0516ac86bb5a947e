"""Forms that could not be carried out: the session, or the form, had grown too old, or no service answers.

Nothing typed is lost.

What was typed comes back in a form that sends it once more, after signing in where that is needed. The id of the
command is among it, so what was carried out all the same is not recorded again.
"""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from starlette.responses import Response

from services.desk.access.dependencies import local, provider_of
from services.desk.access.forms import FIELD, Fields, FormRefused, Forms, fields_of
from services.desk.access.sessions import SignedIn
from services.desk.pages.parts import pages_of


def send_again(
    request: Request, path: str, fields: Sequence[Sequence[str]], signed_in: SignedIn | None = None
) -> Response:
    """The page that sends a form once more; after signing in, for the session that has begun."""
    values: dict[str, Any] = {"action": local(path), "fields": fields}
    if signed_in:
        request.state.person = signed_in.person
        values["csrf_token"] = _forms(request).token_of_session(signed_in.token)
    return pages_of(request)(request, "send_again.html", values, status=200 if signed_in else 403)


async def session_ended(request: Request) -> Response:
    """The page to sign in on, which keeps what was typed."""
    fields = await fields_of(request)
    kept = _forms(request).sealed(request, [_target(request), fields]) if fields else ""
    values = {
        "next": "/", "name": "", "refused": False, "kept": kept, "ended": True,
        "provider": provider_of(request) is not None and not kept,
    }  # fmt: skip
    return pages_of(request)(request, "sign_in.html", values, status=403)


def expired(request: Request, fields: Fields) -> Response:
    """The page that sends again what was typed into a form that is too old."""
    return send_again(request, _target(request), fields)


async def unavailable(request: Request, *, nothing: bool) -> Response:
    """The page that says that the system does not answer, and sends again what was typed.

    `nothing`: it is certain that nothing was recorded.
    """
    typed, fields = request.method == "POST", Fields()
    # Of another site nothing is shown again, as for a form that is too old.
    if typed and _forms(request).was_made_for(request, (await request.form()).get(FIELD)):
        fields = await fields_of(request)
    values = {
        "what": "unavailable", "nothing": nothing, "typed": typed, "action": _target(request), "fields": fields,
    }  # fmt: skip
    return pages_of(request)(request, "problem.html", values, status=503)


def opened(request: Request, kept: str) -> tuple[str, list[list[str]]] | None:
    """The path and the fields that the page kept; none where it kept none, or they are of another session."""
    try:
        path, fields = _forms(request).opened(request, kept)
    except FormRefused:
        return None
    return str(path), fields


def _target(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def _forms(request: Request) -> Forms:
    forms: Forms = request.app.state.forms
    return forms
