"""The first page: what the signed-in person has to do; the time limits of a month."""

import asyncio
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.queries.deadlines import Limits, ListLimits, Standing
from contracts.queries.proceedings import ListDuties
from services.desk.access.dependencies import Working
from services.desk.domain.people import Person
from services.desk.domain.work import WorkKind, beside, counts_of, month_of, span_of, weeks_of, work_of
from services.desk.pages.parts import NotFound, client_for, pages_of, today_of

router = APIRouter()

_SPANS = {"week": timedelta(days=7), "month": timedelta(days=31), "today": timedelta()}
_ROWS = 80
"""On a page at most: it stays small."""
_ASKED = 500


@router.get("/")
async def work(request: Request, person: Working, kind: str = "", span: str = "week") -> Response:
    """Duties and time limits of the person, or of the body of the person."""
    today = today_of(request)
    if person.body is None:
        return pages_of(request)(request, "work.html", {"work": None, "today": today})
    client, whose = client_for(request, person), whose_of(person)
    last = today + _SPANS.get(span, _SPANS["week"])
    duties, expired, running = await asyncio.gather(
        client.duties(ListDuties(**whose, limit=_ASKED)),
        client.limits(ListLimits(**whose, standing=Standing.EXPIRED, limit=_ASKED)),
        client.limits(ListLimits(**whose, standing=Standing.RUNNING, due_to=last, limit=_ASKED)),
    )
    found = work_of((*expired.limits, *running.limits), duties.duties)
    chosen = [each for each in found if kind not in list(WorkKind) or each.kind == kind]
    values: dict[str, Any] = {
        "work": chosen[:_ROWS],
        "more": len(chosen) > _ROWS or duties.more or expired.more or running.more,
        "counts": counts_of(found),
        "kind": kind,
        "span": span if span in _SPANS else "week",
        "spans": tuple(_SPANS),
        "today": today,
    }
    return pages_of(request)(request, "work.html", values)


@router.get("/calendar")
async def calendar(request: Request, person: Working, month: str = "", day: str = "") -> Response:
    """The time limits that end in a month, and those of one day of it."""
    if person.body is None:
        raise NotFound
    today = today_of(request)
    shown = month_of(month, today)
    first, last = span_of(shown)
    client = client_for(request, person)
    found = [
        await client.limits(ListLimits(**whose_of(person), standing=each, due_from=first, due_to=last))
        for each in (Standing.RUNNING, Standing.EXPIRED)
    ]
    limits = [limit for each in found for limit in each.limits]
    chosen = _day(day)
    before, after = beside(shown)
    values: dict[str, Any] = {
        "month": shown,
        "weeks": weeks_of(shown, limits),
        "before": before,
        "after": after,
        "day": chosen,
        "limits": [each for each in limits if each.due == chosen][:_ROWS],
        "more": _more(found),
        "today": today,
    }
    return pages_of(request)(request, "calendar.html", values)


def whose_of(person: Person) -> dict[str, str | None]:
    """Whose work a person sees: an executor's own, for others that of the body."""
    return {"body": person.body, "executor": person.executor}


def _more(found: list[Limits]) -> bool:
    return any(each.more for each in found)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
