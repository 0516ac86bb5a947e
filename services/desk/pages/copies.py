"""A day's outgoing copies: which are due, marked as sent and delivered in bulk."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.catalogue import COMMANDS
from contracts.commands.intake import SendDecisionCopies
from contracts.events.proceedings import ServiceMethod
from contracts.identifiers import derived_id, new_id
from contracts.problems import Problem
from contracts.queries.intake import ListStatementTasks, StatementTask, TaskKey
from contracts.queries.proceedings import DutyKey, DutyView, ListDuties
from contracts.registry import Command
from contracts.replies import Rejected
from services.desk.access.dependencies import Working
from services.desk.domain.people import Person, Role
from services.desk.domain.work import SEND_BACK, SEND_COPIES, key_of_duty, key_of_task
from services.desk.pages.act_forms import day_of, id_of, text_of
from services.desk.pages.acting import ProceedingPlace, sent_by
from services.desk.pages.paging import Turning, key_in, turning
from services.desk.pages.parts import NotFound, client_for, pages_of, today_of
from services.desk.pages.statements import StatementPlace
from services.desk.pages.work import whose_of

router = APIRouter(prefix="/copies")

COPIES, SERVICE = "send-resolution-copies", "serve-initiation"
PARTIES = ("recoverer", "debtor")
READERS = frozenset({Role.REGISTRAR, Role.EXECUTOR, Role.HEAD})
_ROWS = 50
"""Of each kind on a page at most: it stays small."""


class Outcome(NamedTuple):
    """What became of one of the marked rows."""

    number: str
    problems: tuple[Problem, ...]


class Due(NamedTuple):
    """A page of what is due."""

    duties: Sequence[DutyView]
    turn: Turning


class OfStatements(NamedTuple):
    """A page of refusals of which copies are due, and of returns that are to go back."""

    tasks: Sequence[StatementTask]
    turn: Turning


@router.get("")
async def show(request: Request, person: Working) -> Response:
    """Copies that are to be sent, and resolutions on initiation whose delivery is not recorded."""
    return await _page(request, person)


@router.post("/sent")
async def sent(request: Request, person: Working) -> Response:
    """Record that the copies went out."""
    return await _mark(request, person, COPIES)


@router.post("/decisions-sent")
async def decisions_sent(request: Request, person: Working) -> Response:
    """Record that copies of refusals went out, and statements that were returned went back."""
    form = await request.form()
    form_id, day = id_of(form), day_of(form, "day") or today_of(request)
    marked = {text for text in form.getlist("row") if isinstance(text, str)}
    client = client_for(request, person)
    outcomes = []
    for each in (await _of_statements(request, person)).tasks:
        if row_of_task(each) not in marked:
            continue
        place = StatementPlace(client, each.body, each.registration_number)
        command, command_id = SendDecisionCopies(recipients=each.whom), derived_id(form_id, row_of_task(each))
        reply = await sent_by(request, person, place, SEND_COPIES, command, day, None, command_id, None)
        outcomes.append(Outcome(each.registration_number, reply.problems if isinstance(reply, Rejected) else ()))
    return await _page(request, person, outcomes)


@router.post("/delivered")
async def delivered(request: Request, person: Working) -> Response:
    """Record that debtors received the resolution on initiation."""
    return await _mark(request, person, SERVICE)


async def _mark(request: Request, person: Person, duty: str) -> Response:
    """Send a command for each row that is marked and still due: each once, however often the form is sent."""
    form = await request.form()
    form_id, day = id_of(form), day_of(form, "day") or today_of(request)
    marked = {text for text in form.getlist("row") if isinstance(text, str)}
    client = client_for(request, person)
    outcomes = []
    for each in (await _due(request, person, duty)).duties:
        if row_of(each) not in marked:
            continue
        act, command = _command(each, text_of(form, "method"))
        place, command_id = ProceedingPlace(client, each.number), derived_id(form_id, row_of(each))
        reply = await sent_by(request, person, place, act, command, day, None, command_id, None)
        outcomes.append(Outcome(each.number, reply.problems if isinstance(reply, Rejected) else ()))
    return await _page(request, person, outcomes)


def _command(duty: DutyView, method: str) -> tuple[str, Command]:
    """What records that a duty is done. Raises NotFound."""
    if duty.duty == COPIES:
        data: dict[str, Any] = {"resolution": str(duty.act), "recipients": list(duty.whom or PARTIES)}
        name = "send-resolution-copies"
    elif method in list(ServiceMethod):
        data, name = {"method": method}, "record-service"
    else:
        raise NotFound
    return name, COMMANDS.models[f"lea.proceedings.{name}.v1"].model_validate(data)  # type: ignore[return-value]


async def _page(request: Request, person: Person, outcomes: Sequence[Outcome] | None = None) -> Response:
    to_send, to_deliver, of_statements = await asyncio.gather(
        _due(request, person, COPIES), _due(request, person, SERVICE), _of_statements(request, person)
    )
    today: date = today_of(request)
    values: dict[str, Any] = {
        "to_send": to_send,
        "to_deliver": to_deliver,
        "of_statements": of_statements,
        "query": f"?{request.url.query}" if request.url.query else "",
        "methods": [each.value for each in ServiceMethod if each is not ServiceMethod.DEEMED],
        "parties": PARTIES,
        "row_of": row_of,
        "row_of_task": row_of_task,
        "outcomes": outcomes,
        "id": new_id(),
        "today": today,
    }
    return pages_of(request)(request, "copies.html", values)


async def _due(request: Request, person: Person, duty: str) -> Due:
    if person.role not in READERS:
        raise NotFound
    after = key_in(request, DutyKey, duty)
    asked = ListDuties(**whose_of(person), duties=(duty,), limit=_ROWS, after=after)
    found = await client_for(request, person).duties(asked)
    last = key_of_duty(found.duties[-1]) if found.more else None
    return Due(found.duties, turning(request, last, duty, path=router.prefix))


async def _of_statements(request: Request, person: Person) -> OfStatements:
    if person.role not in READERS:
        raise NotFound
    after = key_in(request, TaskKey, SEND_COPIES)
    asked = ListStatementTasks(**whose_of(person), duties=(SEND_COPIES, SEND_BACK), limit=_ROWS, after=after)
    found = await client_for(request, person).statement_tasks(asked)
    last = key_of_task(found.tasks[-1]) if found.more else None
    return OfStatements(found.tasks, turning(request, last, SEND_COPIES, path=router.prefix))


def row_of_task(task: StatementTask) -> str:
    """What the row of a statement is marked by."""
    return f"{task.registration_number} {task.act}"


def row_of(duty: DutyView) -> str:
    """What a row is marked by."""
    return f"{duty.number} {duty.act}"
