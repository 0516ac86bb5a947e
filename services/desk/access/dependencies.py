"""Who a request comes from, for the path operations."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request

from services.desk.access.provider import Provider
from services.desk.access.sessions import Sessions
from services.desk.domain.people import Person
from shared.http.headers import CLIENT_ADDRESS

SESSION_COOKIE = "__Host-lea-session"
SIGN_IN = "/sign-in"
PASSWORD = "/password"  # noqa: S105 - a path


class SeeOther(Exception):
    """The page is shown after another one: signing in, or choosing a password."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class SessionEnded(Exception):
    """A form came after the session had ended."""


class NotFound(Exception):
    """There is no such page, or it is not for this person; which of them is not disclosed."""


def sessions_of(request: Request) -> Sessions:
    """The sessions of the application."""
    sessions: Sessions = request.app.state.sessions
    return sessions


def provider_of(request: Request) -> Provider | None:
    """The OpenID provider with which people sign in, if there is one."""
    provider: Provider | None = request.app.state.provider
    return provider


def address_of(request: Request) -> str | None:
    """The address of the browser, as HAProxy sees it."""
    return request.headers.get(CLIENT_ADDRESS)


def token_of(request: Request) -> str:
    """The token of the session; empty for none."""
    return request.cookies.get(SESSION_COOKIE, "")


async def anybody(request: Request) -> Person | None:
    """Who is signed in, if anybody is."""
    person = await sessions_of(request).person(token_of(request))
    request.state.person = person
    return person


async def signed_in(request: Request, person: Annotated[Person | None, Depends(anybody)]) -> Person:
    """Who is signed in. Raises SeeOther or SessionEnded."""
    if person is None and request.method != "GET":
        raise SessionEnded
    if person is None:
        raise SeeOther(f"{SIGN_IN}?next={quote(request.url.path)}")
    return person


async def working(person: Annotated[Person, Depends(signed_in)]) -> Person:
    """Who is signed in with a password that nobody else knows. Raises SeeOther."""
    if person.must_change:
        raise SeeOther(PASSWORD)
    return person


Anybody = Annotated[Person | None, Depends(anybody)]
SignedInPerson = Annotated[Person, Depends(signed_in)]
Working = Annotated[Person, Depends(working)]


def local(path: str) -> str:
    """The path if it leads to a page of the desk, else the first page: nobody is sent to another address."""
    # A browser reads `\` as `/`, and skips tabs and line ends.
    plain = path.startswith("/") and path.isprintable() and "\\" not in path
    return path if plain and not path.startswith("//") else "/"
