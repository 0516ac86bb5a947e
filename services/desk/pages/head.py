"""For the head of a body: who has how much, figures with plots, and handing proceedings over (Art. 344(3))."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from pydantic import ValidationError
from starlette.responses import Response

from contracts.commands.proceedings import AssignExecutor
from contracts.documents import Executor
from contracts.events.proceedings import HandoverReason
from contracts.identifiers import derived_id, new_id
from contracts.queries.deadlines import ListLimits, Standing
from contracts.queries.proceedings import Caseload, FindProceedings, ProceedingRows, ShowCaseload
from contracts.replies import Rejected
from services.desk.access.audit import record_command
from services.desk.access.dependencies import Working, address_of
from services.desk.access.tables import executors_of
from services.desk.domain import figures
from services.desk.domain.figures import Load
from services.desk.domain.people import Person, Role
from services.desk.pages.exports import CSV, TABLES, Cell, as_csv, as_xlsx, file_of, rows_of
from services.desk.pages.paging import NumberKey, key_in, turning
from services.desk.pages.parts import NotFound, client_for, pages_of, today_of
from services.desk.rendering import format_month, language_of, status_name
from shared.clerk_client import ClerkClient, QueryRefused

router = APIRouter(prefix="/body")

ACT = "assign-executor"
_ROWS = 100
"""Proceedings on one page."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def heading(person: Working) -> Person:
    """The head of a body. Raises NotFound."""
    if person.role is not Role.HEAD:
        raise NotFound
    return person


Head = Annotated[Person, Depends(heading)]


@router.get("")
async def show(request: Request, person: Head) -> Response:
    """What every executor has to do, and the body in figures."""
    today, language = today_of(request), language_of(request)
    caseload, loads = await _figures(request, person)

    def by_month(points: Iterable[tuple[date, Any]]) -> list[figures.Bar]:
        return figures.bars([(format_month(month, language), number) for month, number in points])

    outcomes = figures.outcomes(caseload, today)
    ended = [
        (month, sum(points[place][1] for points in outcomes.values()))
        for place, month in enumerate(figures.months(today))
    ]
    values: dict[str, Any] = {
        "loads": loads,
        "inflow": by_month(figures.inflow(caseload, today)),
        "ended": by_month(ended),
        "outcomes": {status: sum(number for _, number in points) for status, points in outcomes.items()},
        "recovered": {currency: by_month(points) for currency, points in figures.recovered(caseload, today).items()},
        "ages": figures.ages(caseload, today),
        "tables": TABLES,
    }
    return pages_of(request)(request, "body.html", values)


@router.get("/{table}.csv")
async def export(request: Request, person: Head, table: str) -> Response:
    """A table of the page as CSV, with codes in place of names. Raises NotFound."""
    return file_of(person, f"{table}-{today_of(request)}.csv", CSV, as_csv(await _rows(request, person, table)))


@router.get("/{table}.xlsx")
async def workbook(request: Request, person: Head, table: str) -> Response:
    """A table of the page as a workbook, with names in the language of the page. Raises NotFound."""
    language = language_of(request)
    names: Any = pages_of(request).template("columns.html", language).module
    rows = await _rows(request, person, table)
    content = as_xlsx(rows, lambda name: names.column(name).unescape(), lambda code: status_name(code, language))
    return file_of(person, f"{table}-{today_of(request)}.xlsx", _XLSX, content)


async def _rows(request: Request, person: Person, table: str) -> Iterable[Sequence[Cell]]:
    """Raises NotFound."""
    if table not in TABLES:
        raise NotFound
    caseload, loads = await _figures(request, person)
    return rows_of(table, caseload, loads, today_of(request))


@router.get("/executors/{executor}")
async def of_executor(request: Request, person: Head, executor: str) -> Response:
    """The open proceedings of an executor of the body, to hand them over. Raises NotFound."""
    return await _executor_page(request, person, executor)


@router.post("/executors/{executor}")
async def hand_over(
    request: Request,
    person: Head,
    executor: str,
    to: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[HandoverReason | None, Form()] = None,
    id: Annotated[UUID | None, Form()] = None,  # noqa: A002 - the field's name
) -> Response:
    """Hand the chosen proceedings over, each by its own act: once, however often the form is sent. Raises NotFound."""
    names = await executors_of(request.app.state.pool, str(person.body))
    chosen = [str(number) for number in (await request.form()).getlist("number")]
    if to not in names or id is None or not chosen:
        return await _executor_page(request, person, executor, incomplete=True)
    client = client_for(request, person)
    own = {row.number: row for row in (await _open(request, client, executor)).proceedings}
    command = AssignExecutor(executor=Executor(id=to, full_name=names[to]), reason=reason)
    refused: dict[str, Rejected] = {}
    handed = 0
    for number in dict.fromkeys(chosen):
        command_id = derived_id(id, number)
        if number not in own:
            continue  # handed over by the same form, or not of this executor
        await record_command(request, person.account, ACT, number, command_id, address_of(request))
        reply = await client.send(own[number].id, command, today_of(request), id=command_id)
        if isinstance(reply, Rejected):
            refused[number] = reply
        else:
            handed += 1
    return await _executor_page(request, person, executor, handed=handed, refused=refused)


async def _executor_page(
    request: Request,
    person: Person,
    executor: str,
    *,
    handed: int | None = None,
    refused: dict[str, Rejected] | None = None,
    incomplete: bool = False,
) -> Response:
    if executor.partition("-")[0] != person.body:
        raise NotFound
    _, loads = await _figures(request, person)
    found = await _open(request, client_for(request, person), executor)
    last = NumberKey(number=found.proceedings[-1].number) if found.more else None
    values: dict[str, Any] = {
        "executor": executor,
        "load": next((load for load in loads if load.executor == executor), None),
        "rows": found.proceedings,
        "turn": turning(request, last),
        "query": f"?{request.url.query}" if request.url.query else "",
        "others": [load for load in loads if load.full_name and load.executor != executor],
        "reasons": list(HandoverReason),
        "id": new_id(),
        "handed": handed,
        "refused": refused or {},
        "incomplete": incomplete,
    }
    return pages_of(request)(request, "executor.html", values, status=422 if refused or incomplete else 200)


async def _open(request: Request, client: ClerkClient, executor: str) -> ProceedingRows:
    """A page of the open proceedings of an executor. Raises NotFound."""
    place = key_in(request, NumberKey)
    try:
        asked = FindProceedings(executor=executor, open=True, limit=_ROWS, after=place and place.number)
        return await client.find(asked)
    except (ValidationError, QueryRefused):
        raise NotFound from None


async def _figures(request: Request, person: Person) -> tuple[Caseload, list[Load]]:
    client, body = client_for(request, person), str(person.body)
    since = figures.months(today_of(request))[0]
    caseload, overdue, names = await asyncio.gather(
        client.caseload(ShowCaseload(body=body, since=since)),
        client.limits(ListLimits(body=body, standing=Standing.EXPIRED)),
        executors_of(request.app.state.pool, body),
    )
    return caseload, figures.loads(caseload, overdue.limits, names)
