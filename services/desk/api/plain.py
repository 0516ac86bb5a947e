"""Commands without a preview over the JSON interface: on the account of a body, its substitutes, and time limits.

The service that a command goes to says who may send it; the actor is the person of the token.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.responses import Response

from contracts.base import Contract
from contracts.catalogue import COMMANDS
from contracts.commands import accounts, deadlines, substitutes
from contracts.identifiers import accounts_of, derived_id, substitutes_of
from contracts.problems import Problem
from contracts.queries.proceedings import ListSubstitutions, ListUnidentified, UnidentifiedKey
from contracts.registry import Command, MalformedMessage
from contracts.replies import Rejected
from contracts.values import Day
from services.desk.access.audit import record_command
from services.desk.access.dependencies import address_of
from services.desk.api.acts import DATA, Key
from services.desk.api.callers import Acting, Reading, client_of_body, headed
from services.desk.api.queries import After, Rows, place_of
from services.desk.api.replies import FORBIDDEN, JSON, answer, invalid, placed, refusal
from services.desk.domain.accounts import records, row_of
from services.desk.domain.people import Person
from services.desk.pages.money import body_of, receipt_key_of
from services.desk.pages.paging import turning
from services.desk.pages.parts import NotFound, acts_of, client_for, today_of
from services.desk.pages.proceedings import client_in
from shared.clerk_client import ClerkClient
from shared.http.headers import check_media_type
from shared.http.problems import INVALID, Refused, refused
from shared.law.rule_sets import RuleSet

router = APIRouter()


class PlainCommand(NamedTuple):
    """A command that is sent without a preview."""

    path: str
    model: type[Command]
    summary: str
    own: tuple[str, ...] = ("body",)
    """Fields that follow from the address and the person."""
    created: str | None = None
    """The field with the id of what it creates: the caller need not state it."""

    @property
    def name(self) -> str:
        """As it stands in the address."""
        return self.model.type.split(".")[2]


def _of_account(model: type[Command], summary: str, created: str | None = None) -> PlainCommand:
    return PlainCommand(f"/accounts/{model.type.split('.')[2]}", model, summary, created=created)


_ON_LIMIT = (
    (deadlines.ExtendLimit, "Extend a running time limit"),
    (deadlines.RestoreLimit, "Restore a missed time limit"),
    (deadlines.MeetLimit, "Record a time limit as met"),
)
_LIMIT_OF = ("/proceedings/{number}/limits/{limit}", "/statements/{body}/{number}/limits/{limit}")
PLAIN = (
    _of_account(accounts.ReceiveUnidentified, "Record money that no proceeding is named for", "receipt"),
    _of_account(accounts.IdentifyReceipt, "Identify the proceeding that money was paid for", "payment"),
    _of_account(accounts.ReturnUnidentified, "Order money back to its payer", "payout"),
    _of_account(accounts.ConfirmUnidentifiedReturn, "Confirm that money went back"),
    _of_account(accounts.UndoUnidentifiedReturn, "Record that money came back from its payer"),
    _of_account(accounts.StrikeUnidentified, "Strike money that never came"),
    _of_account(accounts.ClosePeriod, "Close the accounts of the body up to a day"),
    PlainCommand("/substitutes", substitutes.AppointSubstitute, "Appoint a substitute", created="substitution"),
    PlainCommand(
        "/substitutes/{substitution}/end",
        substitutes.EndSubstitution,
        "End a substitution earlier",
        own=("body", "substitution"),
    ),
    *(
        PlainCommand(f"{of}/{model.type.split('.')[2]}", model, summary, own=("occurrence",))
        for of in _LIMIT_OF
        for model, summary in _ON_LIMIT
    ),
)
_ACCOUNTS: Mapping[str, PlainCommand] = {each.name: each for each in PLAIN if each.path.startswith("/accounts/")}
_LIMITS: Mapping[str, PlainCommand] = {each.name: each for each in PLAIN if each.own == ("occurrence",)}
_APPOINT, _END = (each for each in PLAIN if each.path.startswith("/substitutes"))


class Plain(Contract):
    """The body of a request."""

    day: Day | None = None
    """The day on which it takes effect; today by default."""
    data: dict[str, Any]
    """What the command states."""


async def _read(request: Request) -> Plain:
    """The body of a request. Raises Refused."""
    check_media_type(request.headers, JSON)
    try:
        return Plain.model_validate_json(await request.body())
    except ValidationError as error:
        raise invalid(error) from None


Body = Annotated[Plain, Depends(_read)]


@router.get("/unidentified")
async def unidentified(
    request: Request, person: Reading, settled: bool = False, limit: Rows = 100, after: After = None
) -> Response:
    """Money of one's body that no proceeding is named for."""
    place = place_of(UnidentifiedKey, after)
    asked = ListUnidentified(body=body_of(person), settled=settled, limit=limit, after=place)
    found = await client_for(request, person).unidentified(asked)
    return answer(found, turning(request, receipt_key_of(found)).following)


@router.post("/accounts/{name}")
async def on_account(request: Request, person: Acting, name: str, key: Key, asked: Body) -> Response:
    """Record something on the account of one's body; `proceeding` is the number of one."""
    body, client = body_of(person), client_for(request, person)
    if name not in _ACCOUNTS:
        raise NotFound
    _check_recorder(acts_of(request).rule_set, person, name)
    data = asked.data
    if isinstance(number := data.get("proceeding"), str):
        data = {**data, "proceeding": str((await (await client_in(request, person, number)).show(number)).id)}
    command = _command(_ACCOUNTS[name], data, key, body=body)
    return await _sent(request, client, person, accounts_of(body), command, asked.day, key, body)


@router.get("/substitutes")
async def listed(request: Request, person: Reading) -> Response:
    """Who stands in for whom in one's body, now and later."""
    asked = ListSubstitutions(body=headed(person), day=today_of(request))
    return answer(await client_for(request, person).substitutions(asked))


@router.post("/substitutes")
async def appoint(request: Request, person: Acting, key: Key, asked: Body) -> Response:
    """Appoint a substitute."""
    body = headed(person)
    command = _command(_APPOINT, asked.data, key, body=body)
    client = client_for(request, person)
    return await _sent(request, client, person, substitutes_of(body), command, asked.day, key, body)


@router.post("/substitutes/{substitution}/end")
async def end(request: Request, person: Acting, substitution: UUID, key: Key, asked: Body) -> Response:
    """End a substitution earlier than it was to."""
    body = headed(person)
    command = _command(_END, asked.data, key, body=body, substitution=str(substitution))
    client = client_for(request, person)
    return await _sent(request, client, person, substitutes_of(body), command, asked.day, key, body)


@router.post("/proceedings/{number}/limits/{limit}/{name}")
async def on_limit(
    request: Request, person: Acting, number: str, limit: UUID, name: str, key: Key, asked: Body
) -> Response:
    """Record an act on a time limit of a proceeding."""
    client = await client_in(request, person, number, acting=True)
    command = _on_limit(name, asked, key, limit)
    return await _sent(request, client, person, (await client.show(number)).id, command, asked.day, key, number)


@router.post("/statements/{body}/{number:path}/limits/{limit}/{name}")
async def on_limit_of_statement(
    request: Request, person: Acting, body: str, number: str, limit: UUID, name: str, key: Key, asked: Body
) -> Response:
    """Record an act on a time limit of a statement."""
    client = client_of_body(request, person, body, recording=True)
    command = _on_limit(name, asked, key, limit)
    stream = (await client.statement(body, number)).id
    return await _sent(request, client, person, stream, command, asked.day, key, number)


def _on_limit(name: str, asked: Plain, key: UUID, limit: UUID) -> Command:
    if name not in _LIMITS:
        raise NotFound
    return _command(_LIMITS[name], asked.data, key, occurrence=str(limit))


def _check_recorder(law: RuleSet, person: Person, act: str) -> None:
    """Raises Refused unless the person records this act on the account of the person's body."""
    if not records(law, person, act):
        rule, detail = "the act is for those whom the Code names", f"{person.actor} does not record {act}"
        raise refused(FORBIDDEN, rule, detail, field="actor", article=str(row_of(law, act).article))


def _command(plain: PlainCommand, data: Mapping[str, Any], key: UUID, **own: str) -> Command:
    """The command that is asked for; what follows from the address is not stated again. Raises Refused."""
    detail = "it follows from the address and the person"
    stated = [
        Problem(code="unknown-field", rule="extra-forbidden", detail=detail, field=f"{DATA}{name}")
        for name in own
        if name in data
    ]
    if stated:
        raise Refused(INVALID, *stated)
    created = {plain.created: str(derived_id(key, plain.created))} if plain.created else {}
    try:
        command: Command = COMMANDS.decode(plain.model.type, json.dumps({**created, **data, **own}).encode())
    except MalformedMessage as error:
        raise Refused(INVALID, *placed(error.problems, DATA)) from None
    return command


async def _sent(
    request: Request,
    client: ClerkClient,
    person: Person,
    stream: UUID,
    command: Command,
    day: date | None,
    key: UUID,
    about: str,
) -> Response:
    """Send it, and say that it is recorded. Raises Refused."""
    await record_command(request, person.account, command.type.split(".")[2], about, key, address_of(request))
    reply = await client.send(stream, command, day or today_of(request), id=key)
    if isinstance(reply, Rejected):
        raise refusal(reply.problems)
    return answer(reply)
