"""The operators' console: who outside receives which events. What grants access takes two people, suspending one.

The registry decides; an operator proposes and approves here under the name of the account. A subscriber chooses its
password itself and states the hash: no page shows a password.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.datastructures import FormData
from starlette.responses import Response

from contracts.commands.subscribers import (
    ApproveSubscriberChange,
    ProposeSubscriberChange,
    RejectSubscriberChange,
    SuspendSubscriber,
    stream_of_subscriber,
)
from contracts.events.subscribers import SubscriberName, SubscriberTerms
from contracts.identifiers import new_id
from contracts.problems import Problem
from contracts.queries.subscribers import ListSubscribers, Subscribers
from services.desk.access.console import Looking, Operating
from services.desk.domain.people import Person, Role
from services.desk.monitoring import Delivery, Monitoring
from services.desk.pages.paging import key_in, turning
from services.desk.pages.parts import NotFound, client_for, pages_of, see
from services.desk.pages.registrations import DONE, Registrations
from services.desk.pages.subscriber_forms import (
    STARTS,
    NoSuchType,
    change_of,
    form_problems,
    terms_in,
    text_in,
    texts_of,
    typed_in,
)
from shared.subscribable import FIELD_CLASSES

router = APIRouter(prefix="/operations/subscribers")

_PAGE = "/operations/subscribers"
_NAME: TypeAdapter[str] = TypeAdapter(SubscriberName)
_ROWS = 50
"""On a page at most: it stays small."""


class NameKey(BaseModel):
    """The place of a subscriber in the list."""

    name: SubscriberName


@router.get("")
async def show_all(request: Request, person: Looking) -> Response:
    """All subscribers, and the form of a new one."""
    return await _list_page(request, person)


@router.post("")
async def register(request: Request, person: Operating) -> Response:
    """Propose a new subscriber with the hash of its password."""
    form = await request.form()
    name = str(form.get("subscriber", "")).strip()
    try:
        change = {"kind": "register", "terms": terms_in(form, None), "password_hash": text_in(form, "password_hash")}
        command = _proposal(name, change, form)
    except (ValidationError, NoSuchType) as error:
        return await _list_page(request, person, problems=form_problems(error), typed=form)
    if problems := await _REGISTRATIONS.sent_once(request, person, name, command, form):
        return await _list_page(request, person, problems=problems, typed=form)
    return see(f"{_PAGE}/{name}?done=proposed")


@router.get("/{subscriber}")
async def show(request: Request, person: Looking, subscriber: str, done: str = "") -> Response:
    """A subscriber with its terms, how far it has come, and its proposals. Raises NotFound."""
    return await _page(request, person, subscriber, done=done if done in DONE else "")


@router.post("/{subscriber}/propose/{kind}")
async def propose(request: Request, person: Operating, subscriber: str, kind: str) -> Response:
    """Propose a change, which another person approves. Raises NotFound."""
    form = await request.form()
    known = (await _registry(request, person, subscriber)).subscribers[0]
    try:
        command = _proposal(subscriber, change_of(kind, form, known), form)
    except (ValidationError, NoSuchType) as error:
        return await _page(request, person, subscriber, problems=form_problems(error), typed=form)
    return await _REGISTRATIONS.answered(request, person, subscriber, command, form, "proposed")


@router.post("/{subscriber}/approve/{proposal}")
async def approve(request: Request, person: Operating, subscriber: str, proposal: UUID) -> Response:
    """Carry out what another person proposed."""
    command = ApproveSubscriberChange(proposal=proposal)
    return await _REGISTRATIONS.answered(request, person, subscriber, command, await request.form(), "approved")


@router.post("/{subscriber}/reject/{proposal}")
async def reject(request: Request, person: Operating, subscriber: str, proposal: UUID) -> Response:
    """Close a proposal without effect: another's, or one's own."""
    fields = {"proposal": proposal}
    return await _REGISTRATIONS.with_reason(request, person, subscriber, RejectSubscriberChange, fields, "rejected")


@router.post("/{subscriber}/suspend")
async def suspend(request: Request, person: Operating, subscriber: str) -> Response:
    """Stop the delivery at once, without approval."""
    fields = {"subscriber": subscriber}
    return await _REGISTRATIONS.with_reason(request, person, subscriber, SuspendSubscriber, fields, "suspended")


def _proposal(subscriber: str, change: Mapping[str, Any], form: FormData) -> ProposeSubscriberChange:
    """Raises ValidationError."""
    reason = form.get("reason", "")
    return ProposeSubscriberChange.model_validate({"subscriber": subscriber, "change": change, "reason": reason})


async def _registry(request: Request, person: Person, subscriber: str) -> Subscribers:
    """The subscriber. Raises NotFound."""
    try:
        asked = ListSubscribers(subscriber=_NAME.validate_python(subscriber))
    except ValidationError:
        raise NotFound from None
    found = await client_for(request, person).subscribers(asked)
    if not found.subscribers:
        raise NotFound
    return found


async def _list_page(
    request: Request, person: Person, *, problems: Sequence[Problem] = (), typed: FormData | None = None
) -> Response:
    found = await client_for(request, person).subscribers(ListSubscribers())
    place = key_in(request, NameKey)
    left = [each for each in found.subscribers if place is None or each.subscriber > place.name]
    last = NameKey(name=left[_ROWS - 1].subscriber) if len(left) > _ROWS else None
    values = {
        "subscribers": left[:_ROWS],
        "turn": turning(request, last, path=_PAGE),
        "deliveries": await _deliveries(request),
        **_form_values(person, problems, typed),
    }
    return pages_of(request)(request, "subscribers.html", values, status=422 if problems else 200)


async def _page(
    request: Request,
    person: Person,
    subscriber: str,
    *,
    done: str = "",
    problems: Sequence[Problem] = (),
    typed: FormData | None = None,
) -> Response:
    shown = (await _registry(request, person, subscriber)).subscribers[0]
    values = {
        "shown": shown,
        "deliveries": await _deliveries(request),
        "done": done,
        "actor": person.actor,
        **_form_values(person, problems, typed, shown.terms),
    }
    return pages_of(request)(request, "subscriber.html", values, status=422 if problems else 200)


async def _deliveries(request: Request) -> Mapping[str, Delivery]:
    """How the deliveries are, by subscriber; nothing where the process does not say so."""
    monitoring: Monitoring | None = request.app.state.monitoring
    return await monitoring.deliveries() if monitoring else {}


def _form_values(
    person: Person, problems: Sequence[Problem], typed: FormData | None, terms: SubscriberTerms | None = None
) -> Mapping[str, Any]:
    """What forms show: what was typed, else the terms of the subscriber."""
    return {
        "classes": FIELD_CLASSES,
        "starts": STARTS,
        "typed": typed_in(typed) if typed else texts_of(terms),
        "problems": problems,
        "may_act": person.role is Role.OPERATOR,
        "id": new_id,
    }


_REGISTRATIONS = Registrations(_PAGE, "subscriber-change-sent", stream_of_subscriber, _registry, _page)
