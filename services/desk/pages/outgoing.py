"""The dispatch list of a day: what a body sent and has still to send, to print, to sign, and as a file."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from contracts.queries.intake import ListStatementTasks, StatementTask, TaskKey
from contracts.queries.outgoing import ListOutgoing, ListStatementOutgoing, Outgoing, OutgoingKey, OutgoingView
from contracts.queries.proceedings import DutyKey, DutyView, ListDuties
from contracts.recording import Paper
from services.desk.access.dependencies import Working
from services.desk.access.tables import executors_of
from services.desk.domain.people import Person
from services.desk.domain.work import SEND_BACK, SEND_COPIES, TO_SEND, key_of_duty, key_of_task
from services.desk.pages.copies import PARTIES, READERS
from services.desk.pages.exports import CSV, Cell, as_csv, file_of
from services.desk.pages.paging import Turning, key_in, turning
from services.desk.pages.parts import NotFound, client_for, pages_of, today_of
from shared.clerk_client import ClerkClient

router = APIRouter(prefix="/copies")

_ROWS = 30
"""Of each kind on a page at most: it stays small."""
_AT_ONCE = 1000
_COLUMNS = (
    "number", "executor", "act", "what", "about", "resolution", "recipient", "method", "mark_number", "mark_dated",
    "sent_on", "delivered_on", "came_back_on", "receipt_number", "receipt_dated", "due_since",
)  # fmt: skip


class Asked(NamedTuple):
    """Which list is asked for."""

    body: str
    day: date
    executor: str | None
    """None: the whole body."""
    today: bool
    """Only of today it is known what has still to be sent."""


class Listed(NamedTuple):
    """A page of a part of the list, or the whole part."""

    rows: Sequence[Any] = ()
    turn: Turning = Turning()


Part = tuple[Sequence[Any], BaseModel | None]
"""Rows, and the key after which others follow; none: no others."""


class Source(NamedTuple):
    """A part of the list."""

    name: str
    """Of what says in an address where a page begins."""
    key: type[BaseModel]
    fetch: Callable[[ClerkClient, Asked, int, Any], Awaitable[Part]]


@router.get("/day")
async def show(request: Request, person: Working, day: str = "", executor: str | None = None) -> Response:
    """What went out on a day, and today what has still to be sent; an executor sees his papers first."""
    asked = _chosen(request, person, day, executor)
    client = client_for(request, person)
    parts = [each.fetch(client, asked, _ROWS, key_in(request, each.key, each.name)) for each in _SOURCES]
    pages = await asyncio.gather(*parts)
    lists = [Listed(rows, turning(request, key, each.name)) for each, (rows, key) in zip(_SOURCES, pages, strict=True)]
    return await _page(request, asked, lists, whole=False)


@router.get("/day/print")
async def printed(request: Request, person: Working, day: str = "", executor: str | None = None) -> Response:
    """The whole list on one page, to print and to sign."""
    asked = _chosen(request, person, day, executor)
    return await _page(request, asked, [Listed(rows) for rows in await _whole(request, person, asked)], whole=True)


@router.get("/day.csv")
async def export(request: Request, person: Working, day: str = "", executor: str | None = None) -> Response:
    """The whole list as CSV, with codes in place of names."""
    asked = _chosen(request, person, day, executor)
    sent, about_statements, duties, tasks = await _whole(request, person, asked)
    rows = (*_sent_rows((*sent, *about_statements)), *_due_rows(duties, tasks))
    return file_of(person, f"outgoing-{asked.executor or 'all'}-{asked.day}.csv", CSV, as_csv((_COLUMNS, *rows)))


def asked_of(person: Person, day: date) -> dict[str, Any]:
    """What is asked for a person: the body and the day. Raises NotFound."""
    if person.role not in READERS:
        raise NotFound
    return {"body": person.body, "day": day}


def key_of(found: Outgoing) -> OutgoingKey | None:
    """After which paper the next page begins; none where this one is the last."""
    if not found.more or not found.papers:
        return None
    return OutgoingKey(**found.papers[-1].model_dump(include=set(OutgoingKey.model_fields)))


def _chosen(request: Request, person: Person, day: str, executor: str | None) -> Asked:
    """Raises NotFound for an executor of another body, too."""
    today = today_of(request)
    whose = person.executor if executor is None else executor or None
    asked = Asked(**asked_of(person, _day(day) or today), executor=whose, today=_day(day) in (None, today))
    if whose and not re.fullmatch(rf"{asked.body}-[0-9]{{3}}", whose):
        raise NotFound
    return asked


async def _page(request: Request, asked: Asked, lists: Sequence[Listed], *, whole: bool) -> Response:
    values: dict[str, Any] = {
        **asked._asdict(),
        "last_day": today_of(request),
        "lists": lists,
        "parties": PARTIES,
        "executors": await executors_of(request.app.state.pool, asked.body),
        "query": f"?day={asked.day}&executor={asked.executor or ''}",
        "whole": whole,
    }
    return pages_of(request)(request, "outgoing.html", values)


async def _whole(request: Request, person: Person, asked: Asked) -> list[list[Any]]:
    """All rows of every part."""
    client = client_for(request, person)
    return await asyncio.gather(*(_all(partial(each.fetch, client, asked, _AT_ONCE)) for each in _SOURCES))


async def _all(fetch: Callable[[Any], Awaitable[Part]]) -> list[Any]:
    rows, key = await fetch(None)
    found = list(rows)
    while key is not None:
        rows, key = await fetch(key)
        found += rows
    return found


async def _sent(query: type[ListOutgoing], client: ClerkClient, asked: Asked, limit: int, after: Any) -> Part:
    found = await client.outgoing(
        query(body=asked.body, day=asked.day, executor=asked.executor, limit=limit, after=after)
    )
    return found.papers, key_of(found)


async def _duties(client: ClerkClient, asked: Asked, limit: int, after: Any) -> Part:
    if not asked.today:
        return (), None
    found = await client.duties(
        ListDuties(body=asked.body, executor=asked.executor, duties=TO_SEND, limit=limit, after=after)
    )
    return found.duties, key_of_duty(found.duties[-1]) if found.more else None


async def _tasks(client: ClerkClient, asked: Asked, limit: int, after: Any) -> Part:
    if not asked.today:
        return (), None
    duties = (SEND_COPIES, SEND_BACK)
    found = await client.statement_tasks(
        ListStatementTasks(body=asked.body, executor=asked.executor, duties=duties, limit=limit, after=after)
    )
    return found.tasks, key_of_task(found.tasks[-1]) if found.more else None


_SOURCES = (
    Source("after", OutgoingKey, partial(_sent, ListOutgoing)),
    Source("after-statement", OutgoingKey, partial(_sent, ListStatementOutgoing)),
    Source("due", DutyKey, _duties),
    Source("due-statement", TaskKey, _tasks),
)


def _sent_rows(papers: Iterable[OutgoingView]) -> Iterator[Sequence[Cell]]:
    for each in papers:
        yield (
            each.number, each.executor, each.name, each.what, each.about, each.resolution, each.recipient, each.method,
            *_cells(each.mark), str(each.sent_on), _text(each.delivered_on), _text(each.came_back_on),
            *_cells(each.receipt), None,
        )  # fmt: skip


def _due_rows(duties: Iterable[DutyView], tasks: Iterable[StatementTask]) -> Iterator[Sequence[Cell]]:
    """A row for each recipient."""
    listed: list[tuple[str, DutyView | StatementTask, Sequence[str | None]]] = [
        *((duty.number, duty, duty.whom or PARTIES) for duty in duties),
        *((task.registration_number, task, task.whom or (None,)) for task in tasks),
    ]
    for number, each, whom in listed:
        for recipient in whom:
            named = (number, each.executor, each.duty, None, None, None, recipient)
            yield (*named, *[None] * (len(_COLUMNS) - len(named) - 1), str(each.opened_on))


def _cells(paper: Paper | None) -> tuple[Cell, Cell]:
    return (paper.number, str(paper.dated)) if paper else (None, None)


def _text(day: date | None) -> str | None:
    return str(day) if day else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
