"""The personal access tokens of the signed-in person: those that work, a new one, the end of one."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from services.desk.access.dependencies import Working
from services.desk.access.tokens import DAYS_AT_MOST, LABEL_AT_MOST, Scope, TokenRefused, Tokens, scopes_for
from services.desk.domain.people import Person
from services.desk.pages.parts import NotFound, pages_of, see

router = APIRouter(prefix="/tokens")

DAYS = (7, 30, 90, DAYS_AT_MOST)


@router.get("")
async def show(request: Request, person: Working) -> Response:
    """The tokens that work, and the form for a new one."""
    return await _page(request, person)


@router.post("")
async def add(
    request: Request,
    person: Working,
    label: Annotated[str, Form(max_length=1000)] = "",
    scope: Annotated[Scope, Form()] = Scope.READ,
    days: Annotated[int, Form()] = 30,
) -> Response:
    """Make a token. This page alone shows it."""
    try:
        made = await _tokens(request).issue(person, label, scope, days)
    except TokenRefused:
        return await _page(request, person, label=label, refused=True)
    return await _page(request, person, made=made)


@router.post("/{token}/revoke")
async def revoke(request: Request, person: Working, token: UUID) -> Response:
    """End a token. Raises NotFound."""
    try:
        await _tokens(request).revoke(person, token)
    except TokenRefused:
        raise NotFound from None
    return see("/tokens")


def _tokens(request: Request) -> Tokens:
    tokens: Tokens = request.app.state.tokens
    return tokens


async def _page(
    request: Request, person: Person, *, label: str = "", made: str | None = None, refused: bool = False
) -> Response:
    values: dict[str, Any] = {
        "tokens": await _tokens(request).listed(person),
        "scopes": scopes_for(person.role),
        "days": DAYS,
        "label": label,
        "label_at_most": LABEL_AT_MOST,
        "made": made,
        "refused": refused,
    }
    return pages_of(request)(request, "tokens.html", values, status=422 if refused else 200)
