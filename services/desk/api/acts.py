"""Previewing and recording over the JSON interface. The actor is the person of the token, whatever a request says."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request
from pydantic import Field, ValidationError
from starlette.responses import Response

from contracts.base import Contract
from contracts.envelope import OutcomeDigest
from contracts.identifiers import derived_id, new_id
from contracts.recording import Recording
from contracts.registry import Command, MalformedMessage
from contracts.replies import Rejected
from contracts.values import Day
from services.desk.access.audit import record_command
from services.desk.access.dependencies import address_of
from services.desk.api.callers import Acting, Reading, client_of_body
from services.desk.api.operations import ACTS, REGISTER, operation
from services.desk.api.replies import JSON, answer, invalid, placed, refusal
from services.desk.domain.people import Person
from services.desk.pages.parts import NotFound, acts_of, pdf, today_of
from services.desk.pages.proceedings import client_in
from shared.clerk_client import ClerkClient
from shared.confirmed import Confirmed
from shared.http.headers import check_media_type
from shared.http.problems import INVALID, MALFORMED, Refused, refused

router = APIRouter()

DATA = "data."
"""Before the names of fields of an act."""


class Stated(Contract):
    """The body of a request: what is recorded."""

    day: Day | None = None
    """The day on which it takes effect; today by default."""
    data: dict[str, Any]
    """What the act states: the data of its command."""
    recording: Recording | None = None
    expected_version: Annotated[int, Field(ge=0)] | None = None
    """It is refused where the stream stands at another version than this, which a preview has returned."""
    expected_outcome: OutcomeDigest | None = None
    """With it, another version is no obstacle while the act does what the preview showed that returned this digest."""

    @property
    def confirmed(self) -> Confirmed | None:
        """What the caller saw; none: not stated."""
        return None if self.expected_version is None else Confirmed(self.expected_version, self.expected_outcome)


def _key(text: Annotated[str, Header(alias="idempotency-key")] = "") -> UUID:
    """The id of the command: the same request sent again with it is carried out once. Raises Refused."""
    try:
        return UUID(text)
    except ValueError:
        rule = "what records something has an idempotency key"
        raise refused(MALFORMED, rule, "the header Idempotency-Key holds no UUID", field="idempotency-key") from None


async def _read(request: Request) -> Stated:
    """The body of a request. Raises Refused."""
    check_media_type(request.headers, JSON)
    try:
        return Stated.model_validate_json(await request.body())
    except ValidationError as error:
        raise invalid(error) from None


Key = Annotated[UUID, Depends(_key)]
Body = Annotated[Stated, Depends(_read)]


@router.post("/proceedings/{number}/{part}/{name}/preview")
async def preview(request: Request, person: Reading, number: str, part: str, name: str, asked: Body) -> Response:
    """What an act or a correction would do; nothing is recorded."""
    client = await client_in(request, person, number, acting=True)
    command = _command(request, "proceedings", part, name, asked, new_id())
    return answer(await client.preview(number, command, _day(request, asked), asked.recording))


@router.post("/proceedings/{number}/{part}/{name}/draft")
async def draft(request: Request, person: Reading, number: str, part: str, name: str, asked: Body) -> Response:
    """The resolution that an act or a correction would make, as a draft; nothing is recorded."""
    client = await client_in(request, person, number, acting=True)
    command = _command(request, "proceedings", part, name, asked, new_id())
    drafted = await client.draft(number, command, _day(request, asked), asked.recording)
    return pdf(f"draft-{name}", drafted.content)


@router.post("/proceedings/{number}/{part}/{name}")
async def record(
    request: Request, person: Acting, number: str, part: str, name: str, key: Key, asked: Body
) -> Response:
    """Record an act or a correction in a proceeding."""
    client = await client_in(request, person, number, acting=True)
    command = _command(request, "proceedings", part, name, asked, key)
    stream = (await client.show(number)).id
    return await _recorded(request, client, person, stream, command, asked, key, number, name)


@router.post("/statements/preview")
async def preview_registration(request: Request, person: Reading, asked: Body) -> Response:
    """What the registration of a statement would do; nothing is recorded."""
    command: Any = _command(request, "intake", ACTS, REGISTER, asked, new_id())
    client = client_of_body(request, person, command.body, recording=True)
    return await _previewed_on_statement(request, client, command.body, command.registration_number, command, asked)


@router.post("/statements")
async def register(request: Request, person: Acting, key: Key, asked: Body) -> Response:
    """Register a statement. Its stream follows from the idempotency key."""
    command: Any = _command(request, "intake", ACTS, REGISTER, asked, key)
    client = client_of_body(request, person, command.body, recording=True)
    stream, number = derived_id(key, "statement"), command.registration_number
    return await _recorded(request, client, person, stream, command, asked, key, number, REGISTER)


@router.post("/statements/{body}/{number:path}/{part}/{name}/preview")
async def preview_on_statement(
    request: Request, person: Reading, body: str, number: str, part: str, name: str, asked: Body
) -> Response:
    """What an act or a correction on a statement would do; nothing is recorded."""
    client = client_of_body(request, person, body, recording=True)
    command = _on_statement(request, part, name, asked, new_id())
    return await _previewed_on_statement(request, client, body, number, command, asked)


@router.post("/statements/{body}/{number:path}/{part}/{name}/draft")
async def draft_on_statement(
    request: Request, person: Reading, body: str, number: str, part: str, name: str, asked: Body
) -> Response:
    """The refusal or return that an act would make, as a draft; nothing is recorded."""
    client = client_of_body(request, person, body, recording=True)
    command = _on_statement(request, part, name, asked, new_id())
    drafted = await client.draft_on_statement(body, number, command, _day(request, asked), asked.recording)
    return pdf(f"draft-{name}", drafted.content)


@router.post("/statements/{body}/{number:path}/{part}/{name}")
async def record_on_statement(
    request: Request, person: Acting, body: str, number: str, part: str, name: str, key: Key, asked: Body
) -> Response:
    """Record an act or a correction on a statement."""
    client = client_of_body(request, person, body, recording=True)
    command = _on_statement(request, part, name, asked, key)
    stream = (await client.statement(body, number)).id
    return await _recorded(request, client, person, stream, command, asked, key, number, name)


def _command(request: Request, service: str, part: str, name: str, asked: Stated, command_id: UUID) -> Command:
    """The command that is asked for. Raises NotFound and Refused."""
    acts = acts_of(request)
    found = operation(acts, service, part, name)
    if found is None:
        raise NotFound
    try:
        return found.command(asked.data, command_id, acts)
    except MalformedMessage as error:
        raise Refused(INVALID, *placed(error.problems, DATA)) from None


def _on_statement(request: Request, part: str, name: str, asked: Stated, command_id: UUID) -> Command:
    """A command on a statement that is registered. Raises NotFound and Refused."""
    if name == REGISTER:
        raise NotFound
    return _command(request, "intake", part, name, asked, command_id)


def _day(request: Request, asked: Stated) -> date:
    return asked.day or today_of(request)


async def _previewed_on_statement(
    request: Request, client: ClerkClient, body: str, number: str, command: Command, asked: Stated
) -> Response:
    return answer(await client.preview_on_statement(body, number, command, _day(request, asked), asked.recording))


async def _recorded(
    request: Request,
    client: ClerkClient,
    person: Person,
    stream: UUID,
    command: Command,
    asked: Stated,
    key: UUID,
    number: str,
    name: str,
) -> Response:
    """Record it, and say so. Raises Refused."""
    await record_command(request, person.account, name, number, key, address_of(request))
    day = _day(request, asked)
    reply = await client.send(stream, command, day, asked.recording, id=key, confirmed=asked.confirmed)
    if isinstance(reply, Rejected):
        raise refusal(reply.problems)
    return answer(reply)
