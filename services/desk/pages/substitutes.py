"""For the head of a body: who stands in for an executor who is away, from day to day (Art. 344(3))."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from pydantic import ValidationError
from starlette.responses import Response

from contracts.commands.substitutes import AppointSubstitute, EndSubstitution
from contracts.events.proceedings import HandoverReason
from contracts.identifiers import derived_id, new_id, substitutes_of
from contracts.problems import Problem
from contracts.queries.proceedings import ListSubstitutions
from contracts.registry import Command, problems_of
from contracts.replies import Rejected
from services.desk.access.audit import record_command
from services.desk.access.dependencies import address_of
from services.desk.access.tables import executors_of
from services.desk.domain.people import Person
from services.desk.pages.head import Head
from services.desk.pages.parts import client_for, pages_of, see, today_of

router = APIRouter(prefix="/body/substitutes")

_REASONS = (HandoverReason.LEAVE, HandoverReason.ILLNESS)
_FIELDS = ("executor", "substitute", "since", "until", "reason")
Field = Annotated[str, Form(max_length=40)]


@router.get("")
async def show(request: Request, person: Head, recorded: bool = False) -> Response:
    """The substitutions that last or begin later, and the form of a new one."""
    return await _page(request, person, recorded=recorded)


@router.post("")
async def appoint(
    request: Request,
    person: Head,
    id: Annotated[UUID, Form()],  # noqa: A002 - the field's name
    executor: Field = "",
    substitute: Field = "",
    since: Field = "",
    until: Field = "",
    reason: Field = "",
) -> Response:
    """Appoint a substitute: once, however often the form is sent."""
    stated = {"executor": executor, "substitute": substitute, "since": since, "until": until, "reason": reason}
    return await _recorded(request, person, AppointSubstitute, id, {"substitution": id, **stated})


@router.post("/{substitution}/end")
async def end(request: Request, person: Head, substitution: UUID, until: Field = "") -> Response:
    """End a substitution earlier than it was to; the same last day is recorded once."""
    fields = {"substitution": substitution, "until": until}
    return await _recorded(request, person, EndSubstitution, derived_id(substitution, f"end:{until}"), fields)


async def _recorded(
    request: Request, person: Person, model: type[Command], command_id: UUID, fields: dict[str, Any]
) -> Response:
    body = str(person.body)
    stated = {name: value for name, value in fields.items() if value != ""}
    try:
        command = model.model_validate({"body": body, **stated})
    except ValidationError as error:
        return await _page(request, person, problems=problems_of(error), typed=fields)
    act = model.type.split(".")[2]
    await record_command(request, person.account, act, body, command_id, address_of(request))
    reply = await client_for(request, person).send(substitutes_of(body), command, today_of(request), id=command_id)
    if isinstance(reply, Rejected):
        return await _page(request, person, problems=reply.problems, typed=fields)
    return see("/body/substitutes?recorded=true")


async def _page(
    request: Request,
    person: Person,
    *,
    recorded: bool = False,
    problems: Sequence[Problem] = (),
    typed: dict[str, Any] | None = None,
) -> Response:
    body, today = str(person.body), today_of(request)
    found, names = await asyncio.gather(
        client_for(request, person).substitutions(ListSubstitutions(body=body, day=today)),
        executors_of(request.app.state.pool, body),
    )
    values: dict[str, Any] = {
        "rows": found.substitutions,
        "names": names,
        "reasons": _REASONS,
        "id": new_id(),
        "today": today,
        "typed": {**dict.fromkeys(_FIELDS, ""), **(typed or {})},
        "problems": problems,
        "recorded": recorded,
    }
    return pages_of(request)(request, "substitutes.html", values, status=422 if problems else 200)
