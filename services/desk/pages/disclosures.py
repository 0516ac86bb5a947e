"""What the court was answered about a proceeding and when, from the access log of service 3.11.01."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from contracts.queries.access_log import (
    DAYS_AT_MOST,
    Disclosures,
    KnownMoment,
    KnownStates,
    ListDisclosures,
    ListKnownStates,
    LogPlace,
)
from services.desk.access.dependencies import Working
from services.desk.domain.people import Person
from services.desk.pages.paging import key_in, turning
from services.desk.pages.parts import NotFound, client_for, pages_of, today_of
from services.desk.pages.proceedings import client_in, sees_disclosures
from shared.clerk_client import ClerkClient

router = APIRouter()

_ROWS = 25
LAST_DAYS = timedelta(days=30)
"""Before today: what is shown unless other days are asked for."""

Typed = Annotated[str, Query(max_length=10)]


@router.get("/proceedings/{number}/disclosures")
async def show(request: Request, person: Working, number: str, since: Typed = "", until: Typed = "") -> Response:
    """The answers of some days, the latest first, each with the status that it showed. Raises NotFound."""
    if not sees_disclosures(person):
        raise NotFound
    client = await client_in(request, person, number)
    today = today_of(request)
    typed = {"since": since or str(today - LAST_DAYS), "until": until or str(today)}
    found = await _found(request, person, number, typed)
    states = await states_of(client, number, found) if found else KnownStates(states=())
    values: dict[str, Any] = {
        "number": number,
        "typed": typed,
        "found": found,
        "rows": list(zip(found.lines, states.states, strict=True)) if found else [],
        "turn": turning(request, key_of(found) if found else None),
        "days_at_most": DAYS_AT_MOST,
        "today": today,
    }
    return pages_of(request)(request, "disclosures.html", values, status=200 if found else 422)


async def _found(request: Request, person: Person, number: str, typed: dict[str, str]) -> Disclosures | None:
    """What was answered on these days; none where they are too many, or no days."""
    try:
        asked = ListDisclosures.model_validate(
            {**typed, "proceeding": number, "after": key_in(request, LogPlace), "limit": _ROWS}
        )
    except ValidationError:
        return None
    return await client_for(request, person).disclosures(asked)


def key_of(found: Disclosures) -> LogPlace | None:
    """Where the next page begins; none where nothing follows."""
    last = found.lines[-1] if found.more and found.lines else None
    return LogPlace(**last.model_dump(include=set(LogPlace.model_fields))) if last else None


async def states_of(client: ClerkClient, number: str, found: Disclosures) -> KnownStates:
    """The status that each answer showed: that of its day, as was known when it was asked for."""
    moments = tuple(KnownMoment(as_of=each.as_of, known_at=each.as_known_at or each.at) for each in found.lines)
    return await client.known_states(ListKnownStates(proceeding=number, moments=moments))
