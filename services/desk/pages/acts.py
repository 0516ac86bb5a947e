"""Making and recording acts: a form from the act's row, what would follow, and the record of it."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from contracts.identifiers import new_id
from contracts.queries.proceedings import Opening
from contracts.replies import Rejected
from services.desk.access.audit import record_command
from services.desk.access.dependencies import Working, address_of
from services.desk.domain.people import Person
from services.desk.pages.act_forms import Stated, elsewhere, fields_of, inputs, stated
from services.desk.pages.parts import NotFound, acts_of, pages_of, see, today_of
from services.desk.pages.proceedings import client_in
from shared.clerk_client import ClerkClient, QueryRefused

router = APIRouter(prefix="/proceedings/{number}/acts/{act}")


@router.get("")
async def show(request: Request, person: Working, number: str, act: str) -> Response:
    """The form of an act."""
    client = await _acting(request, person, number, act)
    return await _form(request, client, person, number, act, None, Stated(None, None))


@router.post("/preview")
async def preview(request: Request, person: Working, number: str, act: str) -> Response:
    """What the act would do. Nothing is recorded."""
    client = await _acting(request, person, number, act)
    sent = await request.form()
    day, command_id = _day(request, sent), new_id()
    made = stated(acts_of(request), act, sent, command_id, day, person.actor)
    if made.command is None:
        return await _form(request, client, person, number, act, sent, made)
    try:
        shown = await client.preview(number, made.command, day, made.recording)
    except QueryRefused as refused:
        return await _form(request, client, person, number, act, sent, Stated(None, None, refused.problems))
    if shown.outcome == "refused":
        return await _form(request, client, person, number, act, sent, Stated(None, None, shown.problems))
    values = {"number": number, "act": act, "day": day, "preview": shown, "sent": _hidden(sent), "id": command_id}
    return pages_of(request)(request, "act_preview.html", values)


@router.post("/record")
async def record(request: Request, person: Working, number: str, act: str) -> Response:
    """Record the act: once, however often the form is sent."""
    client = await _acting(request, person, number, act)
    sent = await request.form()
    day, command_id = _day(request, sent), _id(sent)
    made = stated(acts_of(request), act, sent, command_id, day, person.actor)
    if made.command is None:
        return await _form(request, client, person, number, act, sent, made)
    stream = (await client.show(number)).id
    await record_command(request, person.account, act, number, command_id, address_of(request))
    reply = await client.send(stream, made.command, day, made.recording, id=command_id, expected_version=_version(sent))
    if isinstance(reply, Rejected):
        return await _form(request, client, person, number, act, sent, Stated(None, None, reply.problems))
    return see(f"/proceedings/{number}?recorded={command_id}")


async def _acting(request: Request, person: Person, number: str, act: str) -> ClerkClient:
    """The client of a person who may act in the proceeding. Raises NotFound."""
    acts = acts_of(request)
    if act not in acts.rows or acts.service_of(act) != "proceedings":
        raise NotFound
    return await client_in(request, person, number, acting=True)


async def _form(
    request: Request,
    client: ClerkClient,
    person: Person,
    number: str,
    act: str,
    sent: FormData | None,
    made: Stated,
) -> Response:
    today, fields = today_of(request), fields_of(acts_of(request), act)
    opening = await _opening(client, number, act, today)
    values: dict[str, Any] = {
        "number": number,
        "act": act,
        "row": acts_of(request).rows[act],
        "today": today,
        "day": _day(request, sent) if sent else today,
        "opening": opening,
        "inputs": inputs(fields, sent, made.problems),
        "problems": made.problems,
        "elsewhere": elsewhere(fields, made.problems),
        "recording": {name: str(sent.get(f"recording.{name}", "")) if sent else "" for name in _RECORDING},
        "person": person,
    }
    return pages_of(request)(request, "act.html", values, status=422 if made.problems else 200)


async def _opening(client: ClerkClient, number: str, act: str, day: date) -> Opening | None:
    openings = await client.open_acts(number, day)
    return next((each for each in openings.acts if each.act == act), None)


_RECORDING = ("kind", "number", "dated", "author", "reason")


def _day(request: Request, sent: FormData) -> date:
    """The day on which the act takes effect; today where none, or none that exists, is stated."""
    try:
        return date.fromisoformat(str(sent.get("day", "")))
    except ValueError:
        return today_of(request)


def _id(sent: FormData) -> UUID:
    """The id of the command, as the preview named it. Raises NotFound."""
    try:
        return UUID(str(sent.get("id", "")))
    except ValueError:
        raise NotFound from None


def _version(sent: FormData) -> int | None:
    text = str(sent.get("version", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _hidden(sent: FormData) -> list[tuple[str, str]]:
    """What the preview rests on, to be sent again."""
    return [(name, str(value)) for name, value in sent.multi_items() if name.startswith(("data.", "recording.", "day"))]
