"""Money: what a body holds of no proceeding, the books of a body and of a proceeding, and where a payment would go."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.catalogue import COMMANDS
from contracts.commands.accounts import (
    ClosePeriod,
    ConfirmUnidentifiedReturn,
    IdentifyReceipt,
    ReceiveUnidentified,
    ReturnUnidentified,
    StrikeUnidentified,
    UndoUnidentifiedReturn,
)
from contracts.identifiers import accounts_of, derived_id, new_id
from contracts.problems import Problem
from contracts.queries.proceedings import (
    ListTransactions,
    ListUnidentified,
    ShowBalances,
    TransactionKey,
    Transactions,
    UnidentifiedKey,
    UnidentifiedMoney,
)
from contracts.registry import Command, MalformedMessage
from contracts.replies import Rejected
from services.desk.access.audit import record_command
from services.desk.access.dependencies import Working, address_of
from services.desk.domain.accounts import records
from services.desk.domain.people import Person, Role
from services.desk.inputs.nodes import Layout
from services.desk.inputs.typed import Typed, stated, tidy
from services.desk.inputs.widgets import PREFIX, Widget, widgets_in, without
from services.desk.pages import taken_statements
from services.desk.pages.act_forms import day_of, id_of, text_of
from services.desk.pages.paging import Turning, key_in, turning
from services.desk.pages.parts import NotFound, acts_of, client_for, pages_of, see, today_of
from services.desk.pages.proceedings import client_in
from shared.act_fields import in_full
from shared.clerk_client import QueryRefused

router = APIRouter()

_ACTS: Mapping[str, type[Command]] = {
    model.type.split(".")[2]: model
    for model in (
        ReceiveUnidentified,
        IdentifyReceipt,
        ReturnUnidentified,
        ConfirmUnidentifiedReturn,
        UndoUnidentifiedReturn,
        StrikeUnidentified,
        ClosePeriod,
    )
}
_CREATED = {"receive-unidentified": "receipt", "identify-receipt": "payment", "return-unidentified": "payout"}
"""The id that a command gives to what it creates."""
_OWN = ("body", "receipt", "payout", "payment", "proceeding")
"""Fields that the page states itself."""
_READERS = frozenset({Role.HEAD, Role.ACCOUNTANT, Role.EXECUTOR, Role.REGISTRAR})
_ROWS = 20
"""On a page at most: it stays small."""


@router.get("/money")
async def show(request: Request, person: Working, day: str = "") -> Response:
    """Money that no proceeding is named for; what the accounts of the body hold, and what was posted on a day."""
    body = body_of(person)
    client, on = client_for(request, person), _day(day) or today_of(request)
    unidentified, balances, posted = await asyncio.gather(
        client.unidentified(
            ListUnidentified(body=body, limit=_ROWS, after=key_in(request, UnidentifiedKey, "receipt"))
        ),
        client.balances(ShowBalances(body=body, as_of=on)),
        client.transactions(ListTransactions(body=body, since=on, until=on, limit=_ROWS, after=_place(request))),
    )
    values = {
        "receipts": unidentified.receipts,
        "turn": turning(request, receipt_key_of(unidentified), "receipt"),
        "balances": balances.balances,
        "transactions": posted,
        "posted_turn": _turn(request, posted),
        "day": on,
        "today": today_of(request),
        "takes_statements": person.role in taken_statements.ROLES,
        "acts": [act for act in _ACTS if records(acts_of(request).rule_set, person, act)],
        "recorded": request.query_params.get("recorded"),
    }
    return pages_of(request)(request, "money.html", values)


@router.get("/money/acts/{act}")
async def show_act(request: Request, person: Working, act: str) -> Response:
    """The form of an act on the account of the body."""
    _body_for(request, person, act)
    given = {name: request.query_params.get(name, "")[:40] for name in ("receipt", "payout")}
    return _form(request, act, today_of(request), given, new_id())


@router.post("/money/acts/{act}")
async def record(request: Request, person: Working, act: str) -> Response:
    """Record an act on the account of the body: once, however often the form is sent."""
    body, sent = _body_for(request, person, act), await request.form()
    day, command_id = day_of(sent, "day") or today_of(request), id_of(sent)
    given = {name: text_of(sent, name) for name in ("receipt", "payout", "number")}
    texts = [(name, text) for name, text in sent.multi_items() if isinstance(text, str) and name.startswith(PREFIX)]
    typed = tidy(_widgets(act), texts)
    if add := text_of(sent, "add"):
        return _form(request, act, day, given, command_id, typed, add=add)
    data = {**stated(_widgets(act), typed), "body": body, **{name: given[name] for name in ("receipt", "payout")}}
    if act in _CREATED:
        data[_CREATED[act]] = str(derived_id(command_id, _CREATED[act]))
    if act == "identify-receipt":
        try:
            client = await client_in(request, person, given["number"])
            data["proceeding"] = str((await client.show(given["number"])).id)
        except (NotFound, QueryRefused):
            unknown = Problem(code="unknown", rule="unknown", detail="There is no such proceeding", field="proceeding")
            return _form(request, act, day, given, command_id, typed, (unknown,))
    try:
        command: Command = COMMANDS.decode(_ACTS[act].type, json.dumps(in_full(_known(act, data))).encode())
    except MalformedMessage as error:
        return _form(request, act, day, given, command_id, typed, tuple(error.problems))
    await record_command(request, person.account, act, body, command_id, address_of(request))
    reply = await client_for(request, person).send(accounts_of(body), command, day, id=command_id)
    if isinstance(reply, Rejected):
        return _form(request, act, day, given, command_id, typed, reply.problems)
    return see("/money?recorded=1")


@router.get("/proceedings/{number}/money")
async def of_proceeding(request: Request, person: Working, number: str) -> Response:
    """The books of a proceeding, and where the money of a payment would go."""
    client = await client_in(request, person, number)
    today = today_of(request)
    balances, posted = await asyncio.gather(
        client.balances(ShowBalances(number=number)),
        client.transactions(ListTransactions(number=number, limit=_ROWS, after=_place(request))),
    )
    amount = request.query_params.get("sum", "").strip()[:40]
    currency = request.query_params.get("currency", "").strip()[:3] or "BYN"
    day = _day(request.query_params.get("day", "")) or today
    tried, problems = None, ()  # type: tuple[Any, tuple[Problem, ...]]
    if amount:
        try:
            values = {"sum": f"{amount} {currency}", "source": "debtor"}
            command = acts_of(request).command("record-payment", values, new_id())
            tried = await client.preview(number, command, day)
            problems = tried.problems
        except MalformedMessage as error:
            problems = tuple(error.problems)
        except QueryRefused as refused:
            problems = refused.problems
    shown: dict[str, Any] = {
        "number": number,
        "balances": balances.balances,
        "transactions": posted,
        "posted_turn": _turn(request, posted),
        "amount": amount,
        "currency": currency,
        "day": day,
        "today": today,
        "tried": tried,
        "problems": problems,
    }
    return pages_of(request)(request, "proceeding_money.html", shown, status=422 if problems else 200)


def _place(request: Request) -> TransactionKey | None:
    return key_in(request, TransactionKey, "posted")


def _turn(request: Request, posted: Transactions) -> Turning:
    return turning(request, key_of(posted), "posted")


def receipt_key_of(found: UnidentifiedMoney) -> UnidentifiedKey | None:
    """Where the next page begins; none where nothing follows."""
    last = found.receipts[-1] if found.more and found.receipts else None
    return UnidentifiedKey(credited_on=last.credited_on, receipt=last.receipt) if last else None


def key_of(posted: Transactions) -> TransactionKey | None:
    """Where the next page begins; none where nothing follows."""
    last = posted.transactions[-1] if posted.more and posted.transactions else None
    return TransactionKey(recorded_at=last.recorded_at, id=last.id) if last else None


def _form(
    request: Request,
    act: str,
    day: date,
    given: Mapping[str, str],
    command_id: UUID,
    typed: Typed | None = None,
    problems: Sequence[Problem] = (),
    add: str = "",
) -> Response:
    layout = Layout(typed, problems, add=add)
    nodes = layout.nodes(_widgets(act))
    values: dict[str, Any] = {
        "act": act,
        "inputs": nodes,
        "problems": problems,
        "elsewhere": layout.elsewhere,
        "day": day,
        "today": today_of(request),
        "given": given,
        "id": command_id,
    }
    return pages_of(request)(request, "money_act.html", values, status=422 if problems else 200)


def _widgets(act: str) -> tuple[Widget, ...]:
    """The inputs of an act on the account. Raises NotFound."""
    if act not in _ACTS:
        raise NotFound
    return without(widgets_in(_ACTS[act]), *_OWN)


def _known(act: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name in _ACTS[act].model_fields and value != ""}


def body_of(person: Person) -> str:
    """The body whose account a person sees. Raises NotFound."""
    if person.role not in _READERS or person.body is None:
        raise NotFound
    return person.body


def _body_for(request: Request, person: Person, act: str) -> str:
    """The body on whose account a person records an act. Raises NotFound."""
    if not records(acts_of(request).rule_set, person, act):
        raise NotFound
    return body_of(person)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
