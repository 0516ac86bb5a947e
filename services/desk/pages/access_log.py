"""The operators' console: who asked service 3.11.01 for what, and whether its access log is unchanged."""

from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from contracts.problems import Problem
from contracts.queries.access_log import DAYS_AT_MOST, AccessLines, LogPlace, SearchAccessLog
from services.desk.access.console import Looking, record_operation
from services.desk.domain.people import Person
from services.desk.log_verification import LogVerifier
from services.desk.pages.paging import key_in, turning
from services.desk.pages.parts import NotFound, client_for, pages_of, see, today_of, trace_address
from shared.clerk_client import QueryRefused

router = APIRouter(prefix="/operations/access-log")

_ROWS = 100
_FIELDS = ("since", "until", "consumer", "proceeding", "request_id")
_FAULTS = 50
"""Of a verification, on the page at most."""
_DAY = TypeAdapter(date)
_LAST_DAYS = timedelta(days=6)
"""Before today: what is searched, and verified, unless other days are asked for."""

Typed = Annotated[str, Query(max_length=100)]


@router.get("")
async def search(
    request: Request,
    person: Looking,
    since: Typed = "",
    until: Typed = "",
    consumer: Typed = "",
    proceeding: Typed = "",
    request_id: Typed = "",
) -> Response:
    """Requests of the last days, or those that are searched for."""
    today = today_of(request)
    typed = dict(zip(_FIELDS, (since, until, consumer, proceeding, request_id), strict=True))
    typed = {name: text.strip() for name, text in typed.items()}
    typed |= {"since": typed["since"] or str(today - _LAST_DAYS), "until": typed["until"] or str(today)}
    return await _page(request, person, typed)


@router.post("/verify")
async def verify(request: Request, person: Looking, since: Annotated[str, Form(max_length=10)] = "") -> Response:
    """Verify what was recorded from a day on, in the background; one verification at a time."""
    try:
        day = _DAY.validate_python(since)
    except ValidationError:
        raise NotFound from None
    verifier = _verifier(request)
    if not verifier.busy:
        await record_operation(request, person, "access-log-verified", since)
        verifier.begin(person, day)
    return see("/operations/access-log#verification")


async def _page(request: Request, person: Person, typed: dict[str, str]) -> Response:
    after = key_in(request, LogPlace)
    found: AccessLines | None = None
    wrong: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    try:
        asked = SearchAccessLog(**{name: text for name, text in typed.items() if text}, after=after, limit=_ROWS)
        found = await client_for(request, person).search_access_log(asked)
    except ValidationError as error:
        wrong = frozenset(str(each["loc"][0]) if each["loc"] else "until" for each in error.errors())
    except QueryRefused as refused:
        problems = refused.problems
    last = LogPlace(**found.lines[-1].model_dump(include=set(LogPlace.model_fields))) if found and found.more else None
    values: dict[str, Any] = {
        "typed": typed,
        "wrong": wrong,
        "problems": problems,
        "found": found,
        "turn": turning(request, last),
        "trace_address": partial(trace_address, request),
        "check": _verifier(request).latest,
        "days_at_most": DAYS_AT_MOST,
        "faults_shown": _FAULTS,
    }
    return pages_of(request)(request, "access_log.html", values, status=422 if wrong or problems else 200)


def _verifier(request: Request) -> LogVerifier:
    verifier: LogVerifier = request.app.state.verifier
    return verifier
