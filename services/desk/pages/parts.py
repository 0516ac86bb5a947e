"""What pages have in common."""

from base64 import b64decode
from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from contracts.queries.proceedings import Reading
from services.desk.access.dependencies import NotFound
from services.desk.domain.people import Person, Role
from services.desk.rendering import Pages
from shared.act_fields import ActFields
from shared.clerk_client import ClerkClient
from shared.corrected import Change, changes
from shared.law.rule_sets.rows import Actor
from shared.messaging.client import NoReply

__all__ = [
    "NotFound",
    "actors_of_body",
    "acts_of",
    "changes_of",
    "client_for",
    "nothing_changed",
    "now_of",
    "pages_of",
    "pdf",
    "see",
    "today_of",
    "trace_address",
]

_CHANGED = "changed"
"""Of the state of a request: a service has replied to a command."""
_OF_A_BODY = {Role.EXECUTOR, Role.HEAD, Role.ACCOUNTANT}


def pages_of(request: Request) -> Pages:
    """The templates of the application."""
    pages: Pages = request.app.state.pages
    return pages


def client_for(request: Request, person: Person) -> ClerkClient:
    """The client with which this person asks and acts."""
    shared: ClerkClient = request.app.state.client
    client = shared.acting_as(person.actor)
    client.on_effect = partial(setattr, request.state, _CHANGED, True)
    return client


def nothing_changed(request: Request, error: Exception) -> bool:
    """Whether it is certain that a request that ended so has changed nothing."""
    return isinstance(error, NoReply) and error.without_effect and not getattr(request.state, _CHANGED, False)


def acts_of(request: Request) -> ActFields:
    """The acts of the law in force, with their fields."""
    acts: ActFields = request.app.state.acts
    return acts


def changes_of(request: Request) -> Callable[[str, Reading, Reading], tuple[Change, ...]]:
    """What an act states otherwise in another reading."""
    return partial(changes, acts_of(request))


def actors_of_body(request: Request) -> frozenset[str]:
    """The actors of the Code as whom people of an enforcement body act."""
    return frozenset(each.id for each in acts_of(request).rule_set.all(Actor) if each.prefix in _OF_A_BODY)


def now_of(request: Request) -> datetime:
    """The moment."""
    now: datetime = request.app.state.clock.now()
    return now


def today_of(request: Request) -> date:
    """The day in Minsk."""
    today: date = request.app.state.clock.today()
    return today


def pdf(resolution: str, content: str) -> Response:
    """The document of a resolution, which a query gave in Base64."""
    name = f"{resolution.replace('/', '-')}.pdf"
    headers = {"content-disposition": f'inline; filename="{name}"', "cache-control": "no-store"}
    return Response(b64decode(content), media_type="application/pdf", headers=headers)


def see(path: str) -> RedirectResponse:
    """The answer to a form: see that page."""
    return RedirectResponse(path, 303)


def trace_address(request: Request, trace: str | None) -> str | None:
    """Where a trace is shown; none if it is not said where traces are."""
    pattern: str | None = request.app.state.trace_url
    return pattern.replace("{trace}", trace) if pattern and trace else None
