"""Says while a proceeding is on the screen that it changed: server-sent events (WHATWG HTML 9.2)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from contracts.queries.proceedings import FindProceedings
from services.desk.access.dependencies import Working, sessions_of, token_of
from services.desk.pages.parts import client_for
from services.desk.pages.proceedings import client_in

router = APIRouter()

LOOK_EVERY = 5.0
"""Seconds. A look reads one row by its number."""


async def watching(request: Request, person: Working, number: str) -> str:
    """The number of a proceeding that the person may read. Raises NotFound."""
    await client_in(request, person, number)
    return number


@router.get("/proceedings/{number}/changes", response_class=EventSourceResponse)
async def changes(
    request: Request,
    person: Working,
    number: Annotated[str, Depends(watching)],
    since: Annotated[int, Query(ge=0, le=2**31 - 1)],
) -> AsyncIterator[ServerSentEvent]:
    """One event as soon as there is a later version. It ends with the session, which it does not prolong."""
    client, sessions, token = client_for(request, person), sessions_of(request), token_of(request)
    while await sessions.lasts(token):
        rows = (await client.find(FindProceedings(number=number, body=person.body))).proceedings
        if not rows:
            return  # it is of another body now
        if (rows[0].version or 0) > since:
            yield ServerSentEvent(event="changed", raw_data=str(rows[0].version))
            return
        await asyncio.sleep(LOOK_EVERY)
