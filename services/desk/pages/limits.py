"""Time limits of a proceeding or of a statement: extend, restore, record as met (Art. 138-139, 353).

Which of them a limit stands for, the service says; the page offers those that fit how it stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from contracts.commands.deadlines import ExtendLimit, MeetLimit, RestoreLimit
from contracts.identifiers import new_id
from contracts.problems import Problem
from contracts.queries.deadlines import LimitView, ListLimits, Standing
from contracts.registry import Command, problems_of
from contracts.replies import Rejected
from services.desk.access.audit import record_command
from services.desk.access.dependencies import Working, address_of
from services.desk.domain.people import Person
from services.desk.inputs.nodes import Layout
from services.desk.inputs.typed import Typed, stated
from services.desk.inputs.widgets import PREFIX, Kind, Widget, widgets_in, without
from services.desk.pages.act_forms import Inputs, filled, id_of
from services.desk.pages.paging import latest
from services.desk.pages.parts import NotFound, acts_of, client_for, pages_of, see, today_of
from services.desk.pages.proceedings import client_in, may_act
from services.desk.pages.statements import check_clerk, is_clerk, view_of
from shared.clerk_client import ClerkClient

router = APIRouter()

_IN_PROCEEDING, _ON_STATEMENT = "/proceedings/{number}/limits", "/statements/{body}/{number:path}/limits"
_ROWS = 60
"""On a page at most: it stays small."""
_COMMANDS: Mapping[str, type[Command]] = {
    "extend-limit": ExtendLimit,
    "restore-limit": RestoreLimit,
    "meet-limit": MeetLimit,
}
_FITTING: Mapping[Standing, tuple[str, ...]] = {
    Standing.RUNNING: ("extend-limit", "meet-limit"),
    Standing.SUSPENDED: ("meet-limit",),
    Standing.EXPIRED: ("restore-limit", "meet-limit"),
}
_DAY = "day"
_DAY_OF_ACT = Widget(_DAY, Kind.DAY, required=True)


class Named(NamedTuple):
    """An act on a time limit."""

    act: str
    article: str


@dataclass(frozen=True)
class Holder:
    """The proceeding or the statement whose limits they are."""

    client: ClerkClient
    number: str
    stream: UUID
    body: str = ""
    """Of a statement; none: a proceeding."""

    @property
    def address(self) -> str:
        """Of its page."""
        number = quote(self.number, safe="")
        return f"/statements/{self.body}/{number}" if self.body else f"/proceedings/{number}"

    async def limits(self) -> Sequence[LimitView]:
        """Its limits that an act may concern, the earliest due first."""
        asked = ListLimits(number=self.number, body=self.body or None, explained=True)
        return [each for each in (await self.client.limits(asked)).limits if each.standing in _FITTING]


@router.get(_ON_STATEMENT)
@router.get(_IN_PROCEEDING)
async def show(request: Request, person: Working, number: str, body: str = "", recorded: bool = False) -> Response:
    """The limits that run, stand still or have expired, each with what can be done about it."""
    holder = await _holder(request, person, body, number)
    acting = is_clerk(person) if body else may_act(person)
    shown, turn = latest(request, await holder.limits(), "limits", lambda limit: limit.id, _ROWS)
    values = {"holder": holder, "limits": shown, "turn": turn, "fitting": _FITTING if acting else {}}
    return pages_of(request)(request, "limits.html", {**values, "recorded": recorded})


@router.get(f"{_ON_STATEMENT}/{{limit}}/{{act}}")
@router.get(f"{_IN_PROCEEDING}/{{limit}}/{{act}}")
async def form(request: Request, person: Working, number: str, limit: UUID, act: str, body: str = "") -> Response:
    """The form of an act on a time limit."""
    holder = await _holder(request, person, body, number, acting=True)
    return await _form(request, holder, limit, act, {f"{PREFIX}{_DAY}": [today_of(request).isoformat()]})


@router.post(f"{_ON_STATEMENT}/{{limit}}/{{act}}")
@router.post(f"{_IN_PROCEEDING}/{{limit}}/{{act}}")
async def record(request: Request, person: Working, number: str, limit: UUID, act: str, body: str = "") -> Response:
    """Record the act: once, however often the form is sent."""
    holder = await _holder(request, person, body, number, acting=True)
    sent = await request.form()
    typed, command_id = filled(Inputs(_widgets(act)), sent, today_of(request)).typed, id_of(sent)
    values = stated(_widgets(act), typed)
    try:
        day = date.fromisoformat(values.pop(_DAY, ""))
    except ValueError:
        wrong = Problem(code="invalid-field", rule="date", detail="Input should be a valid date", field=_DAY)
        return await _form(request, holder, limit, act, typed, (wrong,))
    try:
        command = _COMMANDS[act].model_validate({"occurrence": limit, **values})
    except ValidationError as error:
        return await _form(request, holder, limit, act, typed, problems_of(error))
    await record_command(request, person.account, act, number, command_id, address_of(request))
    reply = await holder.client.send(holder.stream, command, day, id=command_id)
    if isinstance(reply, Rejected):
        return await _form(request, holder, limit, act, typed, reply.problems)
    return see(f"{holder.address}/limits?recorded=true")


async def _form(
    request: Request, holder: Holder, limit: UUID, act: str, typed: Typed, problems: Sequence[Problem] = ()
) -> Response:
    layout = Layout(typed, [_at_input(each) for each in problems])
    inputs = layout.nodes(_widgets(act))
    found = next((each for each in await holder.limits() if each.id == limit), None)
    if found is None:
        raise NotFound
    values: dict[str, Any] = {
        "holder": holder,
        "limit": found,
        "act": Named(act, str(acts_of(request).rule_set.proceedings.limit_acts.acts[act].article)),
        "inputs": inputs,
        "problems": problems,
        "elsewhere": layout.elsewhere,
        "id": new_id(),
    }
    return pages_of(request)(request, "limit.html", values, status=422 if problems else 200)


def _widgets(act: str) -> tuple[Widget, ...]:
    """What a person states: the day, and what the command says besides the limit. Raises NotFound."""
    if act not in _COMMANDS:
        raise NotFound
    return (_DAY_OF_ACT, *without(widgets_in(_COMMANDS[act]), "occurrence"))


def _at_input(problem: Problem) -> Problem:
    return problem.model_copy(update={"field": _DAY}) if problem.field == "effective_date" else problem


async def _holder(request: Request, person: Person, body: str, number: str, *, acting: bool = False) -> Holder:
    """Whose limits a person may read, or act on. Raises NotFound."""
    if not body:
        client = await client_in(request, person, number, acting=acting)
        return Holder(client, number, (await client.show(number)).id)
    if acting:
        check_clerk(person)
    stream = (await view_of(request, person, body, number)).id
    return Holder(client_for(request, person), number, stream, body)
