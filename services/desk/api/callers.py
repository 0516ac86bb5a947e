"""Who a request to the JSON interface comes from. Cookies do not count here: no page of another site can call it."""

from typing import Annotated

from fastapi import Depends, Request

from services.desk.access.tokens import Caller, Scope, Tokens
from services.desk.domain.people import Person, Role
from services.desk.pages.parts import NotFound, client_for
from services.desk.pages.statements import check_clerk, check_reader
from shared.clerk_client import ClerkClient
from shared.http.authentication import bearer_token
from shared.http.problems import ProblemKind, refused

UNAUTHENTICATED = ProblemKind(
    "token-required", 401, "The request has no valid token", {"www-authenticate": 'Bearer realm="desk"'}
)
OUT_OF_SCOPE = ProblemKind("scope-too-small", 403, "The token is not good for this")


async def caller(request: Request) -> Caller:
    """Whose token the request has. Raises Refused."""
    tokens: Tokens = request.app.state.tokens
    found = await tokens.caller(bearer_token(request.headers.get("authorization")))
    if found is None:
        detail = "there is no token, or it has ended, or its account is disabled or has a password from somebody else"
        raise refused(UNAUTHENTICATED, "a request has a personal access token", detail)
    return found


async def reading(found: Annotated[Caller, Depends(caller)]) -> Person:
    """The person of a token of any scope. Raises Refused."""
    return found.person


async def acting(found: Annotated[Caller, Depends(caller)]) -> Person:
    """The person of a token with which acts are recorded. Raises Refused."""
    if found.scope is not Scope.ACT:
        raise refused(OUT_OF_SCOPE, "an act is recorded with a token of the scope act", f"the scope is {found.scope}")
    return found.person


Reading = Annotated[Person, Depends(reading)]
Acting = Annotated[Person, Depends(acting)]


def client_of_body(request: Request, person: Person, body: str, *, recording: bool = False) -> ClerkClient:
    """The client of a person who may read the statements of a body, or record acts on them. Raises NotFound."""
    check_reader(person)
    if recording:
        check_clerk(person)
    if person.body not in (None, body):
        raise NotFound
    return client_for(request, person)


def headed(person: Person) -> str:
    """The body of its head. Raises NotFound."""
    if person.role is not Role.HEAD:
        raise NotFound
    return str(person.body)
