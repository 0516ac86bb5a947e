"""The operators' console: who may ask service 3.11.01. What grants access takes two people, suspending one.

The registry decides; an operator proposes and approves here under the name of the account.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData
from starlette.responses import Response

from contracts.codelists import LEGAL_GROUNDS
from contracts.commands.edge import (
    ApproveConsumerChange,
    ProposeConsumerChange,
    RejectConsumerChange,
    SuspendConsumer,
    registration_of,
)
from contracts.events.edge import ConsumerId
from contracts.identifiers import new_id
from contracts.problems import Problem
from contracts.queries.consumers import ConsumerLine, Consumers, ListConsumers
from contracts.registry import problems_of
from services.desk.access.console import Looking, Operating
from services.desk.domain.people import Person, Role
from services.desk.pages.parts import NotFound, client_for, pages_of, see, today_of
from services.desk.pages.registrations import DONE, Registrations
from shared.clock import day_of, start_of
from shared.signatures.keys import KeyUnfit, kind_of, spki_in

router = APIRouter(prefix="/operations/consumers")

_PAGE = "/operations/consumers"
_CONSUMER: TypeAdapter[str] = TypeAdapter(ConsumerId)
_DAY = TypeAdapter(date)
_UNREADABLE = Problem(
    code="key-unfit",
    field="public_key",
    rule="the key is of the kind it is said to be",
    detail="the key cannot be read",
)


@router.get("")
async def show_all(request: Request, person: Looking) -> Response:
    """All consumers, and the form of a new one."""
    return await _list_page(request, person)


@router.post("")
async def register(request: Request, person: Operating) -> Response:
    """Propose a new consumer with its first key."""
    form = await request.form()
    consumer = str(form.get("consumer", "")).strip()
    try:
        change = {
            "kind": "register",
            "terms": _terms(form, None),
            "keys": [_key(form, consumer, today_of(request))],
        }
        command = ProposeConsumerChange.model_validate(
            {"consumer": consumer, "change": change, "reason": form.get("reason", "")}
        )
    except (ValidationError, KeyUnfit) as error:
        return await _list_page(request, person, problems=_problems(error), typed=form)
    problems = await _REGISTRATIONS.sent_once(request, person, consumer, command, form)
    if problems:
        return await _list_page(request, person, problems=problems, typed=form)
    return see(f"{_PAGE}/{consumer}?done=proposed")


@router.get("/{consumer}")
async def show(request: Request, person: Looking, consumer: str, done: str = "") -> Response:
    """A consumer with its terms, keys and proposals. Raises NotFound."""
    return await _page(request, person, consumer, done=done if done in DONE else "")


@router.post("/{consumer}/propose/{kind}")
async def propose(request: Request, person: Operating, consumer: str, kind: str) -> Response:
    """Propose a change, which another person approves. Raises NotFound."""
    form = await request.form()
    known = await _known(request, person, consumer)
    try:
        change = _change(kind, form, known, today_of(request))
        reason = form.get("reason", "")
        command = ProposeConsumerChange.model_validate({"consumer": consumer, "change": change, "reason": reason})
    except (ValidationError, KeyUnfit) as error:
        return await _page(request, person, consumer, problems=_problems(error), typed=form)
    return await _REGISTRATIONS.answered(request, person, consumer, command, form, "proposed")


@router.post("/{consumer}/approve/{proposal}")
async def approve(request: Request, person: Operating, consumer: str, proposal: UUID) -> Response:
    """Carry out what another person proposed."""
    command = ApproveConsumerChange(proposal=proposal)
    return await _REGISTRATIONS.answered(request, person, consumer, command, await request.form(), "approved")


@router.post("/{consumer}/reject/{proposal}")
async def reject(request: Request, person: Operating, consumer: str, proposal: UUID) -> Response:
    """Close a proposal without effect: another's, or one's own."""
    fields = {"proposal": proposal}
    return await _REGISTRATIONS.with_reason(request, person, consumer, RejectConsumerChange, fields, "rejected")


@router.post("/{consumer}/suspend")
async def suspend(request: Request, person: Operating, consumer: str) -> Response:
    """Suspend the access at once, without approval."""
    return await _REGISTRATIONS.with_reason(
        request, person, consumer, SuspendConsumer, {"consumer": consumer}, "suspended"
    )


def _change(kind: str, form: FormData, known: ConsumerLine, today: date) -> dict[str, Any]:
    """What a form proposes. Raises KeyUnfit, ValidationError, NotFound."""
    match kind:
        case "change-terms":
            return {"kind": kind, "terms": _terms(form, known)}
        case "add-key":
            return {"kind": kind, "key": _key(form, known.consumer, today)}
        case "revoke-key":
            return {"kind": kind, "key": form.get("key", "")}
        case "restore" | "revoke":
            return {"kind": kind}
    raise NotFound


def _terms(form: FormData, known: ConsumerLine | None) -> dict[str, Any]:
    """Terms as they are typed. Raises ValidationError."""
    before = known.terms if known else None
    return {
        "scopes": form.getlist("scopes"),
        "legal_grounds": form.getlist("legal_grounds"),
        "quota": {name: form.get(name, "") for name in ("requests_per_second", "burst", "look_ups_per_day")},
        "valid_from": _moment(form, "valid_from", before.valid_from if before else None),
        "valid_to": _moment(form, "valid_to", before.valid_to if before else None),
        "certificates": str(form.get("certificates", "")).lower().replace(":", "").split(),
    }


def _moment(form: FormData, name: str, before: datetime | None) -> datetime | None:
    """The begin of the day that is typed; the moment before, where the day is the same. Raises ValidationError."""
    text = str(form.get(name, "")).strip()
    if not text:
        return None
    day = _DAY.validate_python(text)
    return before if before and day_of(before) == day else start_of(day)


def _key(form: FormData, consumer: str, today: date) -> dict[str, Any]:
    """A public key, valid from today on. Raises KeyUnfit."""
    spki = spki_in(str(form.get("public_key", "")).strip())
    return {
        "id": f"{consumer}.{str(form.get('key_name', '')).strip()}",
        "kind": kind_of(spki),
        "material": b64encode(spki).decode(),
        "valid_from": start_of(today),
    }


def _problems(error: ValidationError | KeyUnfit) -> tuple[Problem, ...]:
    return (_UNREADABLE,) if isinstance(error, KeyUnfit) else problems_of(error)


async def _known(request: Request, person: Person, consumer: str) -> ConsumerLine:
    """The consumer. Raises NotFound."""
    return (await _registry(request, person, consumer)).consumers[0]


async def _registry(request: Request, person: Person, consumer: str) -> Consumers:
    try:
        asked = ListConsumers(consumer=_CONSUMER.validate_python(consumer))
    except ValidationError:
        raise NotFound from None
    found = await client_for(request, person).consumers(asked)
    if not found.consumers:
        raise NotFound
    return found


async def _list_page(
    request: Request, person: Person, *, problems: Sequence[Problem] = (), typed: FormData | None = None
) -> Response:
    found = await client_for(request, person).consumers(ListConsumers())
    values = {"found": found, "scopes": found.scopes, **_form_values(request, person, problems, typed)}
    return pages_of(request)(request, "consumers.html", values, status=422 if problems else 200)


async def _page(
    request: Request,
    person: Person,
    consumer: str,
    *,
    done: str = "",
    problems: Sequence[Problem] = (),
    typed: FormData | None = None,
) -> Response:
    found = await _registry(request, person, consumer)
    shown = found.consumers[0]
    values = {
        "shown": shown,
        "scopes": found.scopes,
        "done": done,
        "actor": person.actor,
        **_form_values(request, person, problems, typed, shown),
    }
    return pages_of(request)(request, "consumer.html", values, status=422 if problems else 200)


def _form_values(
    request: Request,
    person: Person,
    problems: Sequence[Problem],
    typed: FormData | None,
    shown: ConsumerLine | None = None,
) -> Mapping[str, Any]:
    """What forms show: what was typed, else the terms of the consumer, else usual ones."""
    return {
        "grounds": tuple(LEGAL_GROUNDS),
        "typed": _typed(typed) if typed else _texts_of(shown, today_of(request)),
        "problems": problems,
        "may_act": person.role is Role.OPERATOR,
        "id": new_id,
    }


_SINGLE = (
    "consumer", "requests_per_second", "burst", "look_ups_per_day", "valid_from", "valid_to", "certificates",
    "key_name", "public_key", "reason",
)  # fmt: skip


def _typed(form: FormData) -> dict[str, Any]:
    single = {name: str(form.get(name, "")) for name in _SINGLE}
    return {**single, "scopes": form.getlist("scopes"), "legal_grounds": form.getlist("legal_grounds")}


def _texts_of(shown: ConsumerLine | None, today: date) -> dict[str, Any]:
    empty: dict[str, Any] = {**dict.fromkeys(_SINGLE, ""), "scopes": (), "legal_grounds": (), "valid_from": today}
    if shown is None or shown.terms is None:
        return {**empty, "requests_per_second": 50, "burst": 100, "look_ups_per_day": 100_000, "key_name": "first"}
    terms = shown.terms
    return {
        **empty,
        **terms.quota.model_dump(),
        "scopes": terms.scopes,
        "legal_grounds": terms.legal_grounds,
        "valid_from": day_of(terms.valid_from),
        "valid_to": day_of(terms.valid_to) if terms.valid_to else "",
        "certificates": "\n".join(terms.certificates),
    }


_REGISTRATIONS = Registrations(_PAGE, "consumer-change-sent", registration_of, _known, _page)
