"""The first page: what the signed-in person has to do."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.queries.deadlines import Limits, ListLimits, Standing
from contracts.queries.proceedings import ListDuties
from services.desk.access.dependencies import Working
from services.desk.pages.parts import client_for, pages_of, today_of

router = APIRouter()

_WEEK = timedelta(days=7)
_ROWS = 80
"""Of each list at most: a page stays small."""


@router.get("/")
async def work(request: Request, person: Working) -> Response:
    """Duties and time limits of the person, or of the body of the person."""
    today = today_of(request)
    if person.body is None:
        return pages_of(request)(request, "work.html", {"duties": None, "limits": None, "today": today})
    client = client_for(request, person)
    whose = {"body": person.body, "executor": person.executor}
    duties, *limits = await asyncio.gather(
        client.duties(ListDuties(**whose, limit=_ROWS)),
        client.limits(ListLimits(**whose, standing=Standing.EXPIRED, limit=_ROWS)),
        client.limits(ListLimits(**whose, standing=Standing.RUNNING, due_to=today + _WEEK, limit=_ROWS)),
    )
    values = {"duties": duties, "limits": _together(limits), "today": today}
    return pages_of(request)(request, "work.html", values)


def _together(found: Sequence[Limits]) -> Limits:
    listed = [limit for each in found for limit in each.limits]
    first = tuple(sorted(listed, key=lambda limit: limit.due)[:_ROWS])
    return Limits(limits=first, more=len(first) < len(listed) or any(each.more for each in found))
