"""The operators' console: messages that services hold, and what is decided about them.

A service carries it out itself, and checks the person again (`shared/messaging/held_queries.py`).
"""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request
from pydantic import ValidationError
from starlette.responses import Response

from contracts.problems import Problem
from contracts.queries import held
from contracts.queries.held import (
    Approve,
    DecideHeld,
    Drop,
    HeldMessages,
    HeldReason,
    ListHeld,
    PassOver,
    RetriedMessages,
    RetryHeld,
    ShowHeld,
    Withdraw,
)
from services.desk.access.console import Looking, Operating, record_operation
from services.desk.access.dependencies import NotFound
from services.desk.domain.people import Person, Role
from services.desk.pages.parts import client_for, pages_of, see, trace_address
from shared.clerk_client import QueryRefused
from shared.messaging.client import NoReply

router = APIRouter(prefix="/operations/messages")

_ROWS = 30
"""Of each service, on a page at most: it stays small."""
_NOT_HELD = "not-held"
_DONE = ("drop", "pass-over", "approve", "withdraw")

MessageId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Reason = Annotated[str, Form(max_length=5000)]


@router.get("")
async def show_all(request: Request, person: Looking, reason: str = HeldReason.PARKED) -> Response:
    """The messages that services hold, and the decisions about them."""
    return await _list_page(request, person, reason)


@router.post("/{service}/retry")
async def retry(
    request: Request, person: Operating, service: str, dry_run: Annotated[bool, Form()] = False, reason: Reason = ""
) -> Response:
    """Have the chosen messages tried again, for a reason; a dry run says which would be, and needs none."""
    chosen = (await request.form()).getlist("message")
    asked = _stated(RetryHeld, messages=chosen, dry_run=dry_run, reason=reason.strip() or None)
    if isinstance(asked, list):
        return await _list_page(request, person, HeldReason.PARKED, problems=asked)
    if not dry_run:
        await record_operation(request, person, "held-retried", f"{_known(service)} {_ids(asked.messages)}")
    retried = await client_for(request, person).retry_held(_known(service), asked)
    return await _list_page(request, person, HeldReason.PARKED, retried=(service, retried, dry_run))


@router.get("/{service}/{message}")
async def show(request: Request, person: Looking, service: str, message: MessageId, done: str = "") -> Response:
    """One message, with what can be decided about it."""
    return await _message_page(request, person, service, message, done=done if done in _DONE else "")


@router.post("/{service}/{message}/body")
async def show_body(request: Request, person: Looking, service: str, message: MessageId) -> Response:
    """The message with its body, which may hold personal data: that it was shown is recorded."""
    await record_operation(request, person, "held-body-shown", f"{_known(service)} {message}")
    return await _message_page(request, person, service, message, body=True)


@router.post("/{service}/{message}/drop")
async def drop(request: Request, person: Operating, service: str, message: MessageId, reason: Reason = "") -> Response:
    """Delete a message that no stream waits for."""
    return await _decide(request, person, service, message, _stated(Drop, message=message, reason=reason))


@router.post("/{service}/{message}/pass-over")
async def pass_over(
    request: Request, person: Operating, service: str, message: MessageId, reason: Reason = ""
) -> Response:
    """Propose to go on without the event that its stream waits for."""
    return await _decide(request, person, service, message, _stated(PassOver, message=message, reason=reason))


@router.post("/{service}/{message}/approve/{proposal}")
async def approve(
    request: Request, person: Operating, service: str, message: MessageId, proposal: MessageId
) -> Response:
    """Carry out what another person proposed."""
    return await _decide(request, person, service, message, _stated(Approve, proposal=proposal))


@router.post("/{service}/{message}/withdraw/{proposal}")
async def withdraw(
    request: Request, person: Operating, service: str, message: MessageId, proposal: MessageId, reason: Reason = ""
) -> Response:
    """Close a proposal without effect."""
    asked = _stated(Withdraw, proposal=proposal, reason=reason)
    return await _decide(request, person, service, message, asked)


async def _decide(request: Request, person: Person, service: str, message: int, asked: Any) -> Response:
    if isinstance(asked, list):
        return await _message_page(request, person, service, message, problems=asked)
    about = asked.message if isinstance(asked, Drop | PassOver) else asked.proposal
    await record_operation(request, person, "held-decided", f"{_known(service)} {asked.action} {about}")
    try:
        await client_for(request, person).decide_held(service, DecideHeld(decision=asked))
    except QueryRefused as refused:
        return await _message_page(request, person, service, message, problems=refused.problems)
    return see(f"/operations/messages/{service}/{message}?done={asked.action}")


def _stated(kind: type[Any], **values: Any) -> Any:
    """What the form asks for, or what is wrong with it."""
    try:
        return kind(**values)
    except ValidationError as error:
        rule = "a reason has 1 to 2000 characters; messages are chosen from the list"
        fields = {".".join(map(str, each["loc"][:1])) or "reason" for each in error.errors()}
        return [Problem(code="input", field=field, rule=rule, detail=rule) for field in sorted(fields)]


async def _list_page(
    request: Request,
    person: Person,
    reason: str,
    *,
    retried: tuple[str, RetriedMessages, bool] | None = None,
    problems: Sequence[Problem] = (),
) -> Response:
    wanted = HeldReason(reason) if reason in list(HeldReason) else None
    client, asked = client_for(request, person), ListHeld(reason=wanted, limit=_ROWS)
    found = await asyncio.gather(*(client.held_messages(each, asked) for each in held.HOLDERS), return_exceptions=True)
    by_service = dict(zip(held.HOLDERS, found, strict=True))
    for each in found:
        if isinstance(each, BaseException) and not isinstance(each, NoReply):
            raise each
    values = {
        "held": {service: each for service, each in by_service.items() if isinstance(each, HeldMessages)},
        "silent": [service for service, each in by_service.items() if isinstance(each, NoReply)],
        "reason": wanted,
        "reasons": (*HeldReason, None),
        "retried": retried,
        "problems": problems,
        "may_act": person.role is Role.OPERATOR,
    }
    return pages_of(request)(request, "held.html", values, status=422 if problems else 200)


async def _message_page(
    request: Request,
    person: Person,
    service: str,
    message: int,
    *,
    body: bool = False,
    done: str = "",
    problems: Sequence[Problem] = (),
) -> Response:
    try:
        view = await client_for(request, person).held_message(_known(service), ShowHeld(message=message, body=body))
    except QueryRefused as refused:
        if {each.code for each in refused.problems} == {_NOT_HELD}:
            raise NotFound from None
        raise
    values = {
        "service": service,
        "id": message,
        "view": view,
        "trace_url": trace_address(request, view.message.trace_id if view.message else None),
        "done": done,
        "problems": problems,
        "may_act": person.role is Role.OPERATOR,
        "actor": person.actor,
    }
    return pages_of(request)(request, "held_message.html", values, status=422 if problems else 200)


def _known(service: str) -> str:
    if service not in held.HOLDERS:
        raise NotFound
    return service


def _ids(ids: Sequence[int]) -> str:
    return ",".join(map(str, ids))
