"""The first page: what the signed-in person has to do; the time limits of a month."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.queries.deadlines import Limits, ListLimits, Standing
from contracts.queries.intake import ListStatementTasks, StatementTasks
from contracts.queries.proceedings import Duties, ListDuties
from services.desk.access.dependencies import Working
from services.desk.domain.people import Person
from services.desk.domain.work import (
    OWN_KINDS,
    Lists,
    Reached,
    Work,
    WorkKind,
    WorkPage,
    beside,
    counts_of,
    month_of,
    page_of,
    span_of,
    weeks_of,
)
from services.desk.pages.paging import key_in, turning
from services.desk.pages.parts import NotFound, actors_of_body, client_for, pages_of, today_of

router = APIRouter()

_SPANS = {"week": timedelta(days=7), "month": timedelta(days=31), "today": timedelta()}
_ROWS = 80
"""On a page at most: it stays small."""
_ASKED = 500
_ROUNDS = 20
"""How often at most lists are read on for a page of one kind."""


@router.get("/")
async def work(request: Request, person: Working, kind: str = "", span: str = "week") -> Response:
    """Duties and time limits of the person, or of the body of the person."""
    today = today_of(request)
    if person.body is None:
        return pages_of(request)(request, "work.html", {"work": None, "today": today})
    client, whose = client_for(request, person), whose_of(person)
    last = today + _SPANS.get(span, _SPANS["week"])
    kinds = frozenset({WorkKind(kind)} if kind in list(WorkKind) else OWN_KINDS)
    page = WorkPage([], key_in(request, Reached) or Reached())
    counts: Mapping[WorkKind, int] = {}
    of_body = actors_of_body(request)
    at_least = False
    rows: list[Work] = []
    for _ in range(_ROUNDS):
        since = page.following or Reached()
        lists = Lists(
            *await asyncio.gather(
                client.duties(ListDuties(**whose, limit=_ASKED, after=since.duty)),
                client.statement_tasks(ListStatementTasks(**whose, limit=_ASKED, after=since.task)),
                client.limits(ListLimits(**whose, standing=Standing.EXPIRED, limit=_ASKED, after=since.expired)),
                client.limits(
                    ListLimits(**whose, standing=Standing.RUNNING, due_to=last, limit=_ASKED, after=since.running)
                ),
            )
        )
        if not counts:
            counts, at_least = counts_of(lists.work(of_body)), lists.more
        page = page_of(lists, since, kinds, _ROWS - len(rows), of_body)
        rows += page.rows
        if page.following is None or len(rows) == _ROWS:
            break
    turn = turning(request, page.following)
    values: dict[str, Any] = {
        "work": rows,
        "turn": turn,
        "counts": counts,
        "own": sum(count for each, count in counts.items() if each in OWN_KINDS),
        "at_least": at_least,
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
    page = await _of_day(request, person, chosen) if chosen else WorkPage([], None)
    before, after = beside(shown)
    values: dict[str, Any] = {
        "month": shown,
        "weeks": weeks_of(shown, limits),
        "before": before,
        "after": after,
        "day": chosen,
        "limits": [each.limit for each in page.rows],
        "turn": turning(request, page.following),
        "more": _more(found),
        "today": today,
    }
    return pages_of(request)(request, "calendar.html", values)


async def _of_day(request: Request, person: Person, day: date) -> WorkPage:
    """The time limits that end on a day: those that have expired, then those that run."""
    since = key_in(request, Reached) or Reached()
    client, asked = client_for(request, person), ListLimits(**whose_of(person), due_from=day, due_to=day, limit=_ROWS)
    expired, running = await asyncio.gather(
        client.limits(asked.model_copy(update={"standing": Standing.EXPIRED, "after": since.expired})),
        client.limits(asked.model_copy(update={"standing": Standing.RUNNING, "after": since.running})),
    )
    lists = Lists(Duties(duties=(), more=False), StatementTasks(tasks=(), more=False), expired, running)
    return page_of(lists, since, frozenset(WorkKind), _ROWS, actors_of_body(request))


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
