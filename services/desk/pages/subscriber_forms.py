"""What the forms of the registry of subscribers state, and what they begin with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData

from contracts.events.subscribers import FromMoment, SubscriberTerms
from contracts.problems import Problem
from contracts.queries.subscribers import SubscriberLine
from contracts.registry import problems_of
from services.desk.pages.parts import NotFound
from shared.clock import MINSK
from shared.subscribable import types_matching

STARTS = ("now", "beginning", "moment")
_MOMENT: TypeAdapter[datetime] = TypeAdapter(datetime)
_SINGLE = (
    "subscriber", "organization", "contact", "purpose", "legal_ground", "types", "start", "moment", "password_hash",
)  # fmt: skip


class NoSuchType(ValueError):
    """A pattern names no event type."""


def change_of(kind: str, form: FormData, known: SubscriberLine) -> dict[str, Any]:
    """What a form proposes. Raises NoSuchType, ValidationError, NotFound."""
    match kind:
        case "change-terms":
            return {"kind": kind, "terms": terms_in(form, known)}
        case "rotate":
            return {"kind": kind, "password_hash": text_in(form, "password_hash")}
        case "restore" | "remove":
            return {"kind": kind}
    raise NotFound


def terms_in(form: FormData, known: SubscriberLine | None) -> dict[str, Any]:
    """Terms as they are typed. Raises NoSuchType and ValidationError."""
    return {
        "owner": {"organization": text_in(form, "organization"), "contact": text_in(form, "contact")},
        "purpose": text_in(form, "purpose"),
        "legal_ground": text_in(form, "legal_ground"),
        "types": _types(text_in(form, "types").split()),
        "fields": form.getlist("fields"),
        "start": _start(form, known),
    }


def _types(patterns: Sequence[str]) -> tuple[str, ...]:
    """Raises NoSuchType."""
    try:
        return types_matching(patterns)
    except ValueError as error:
        raise NoSuchType(str(error)) from None


def _start(form: FormData, known: SubscriberLine | None) -> dict[str, Any]:
    """Where events start; the moment before, where the minute is the same. Raises ValidationError."""
    kind = text_in(form, "start")
    if kind != "moment":
        return {"kind": kind}
    moment = _MOMENT.validate_python(text_in(form, "moment"))
    stated = moment if moment.tzinfo else moment.replace(tzinfo=MINSK)
    before = known.terms.start if known and known.terms else None
    if isinstance(before, FromMoment) and _minute(before.moment) == _minute(stated):
        stated = before.moment
    return {"kind": kind, "moment": stated}


def _minute(moment: datetime) -> str:
    """As a form shows it."""
    return moment.astimezone(MINSK).strftime("%Y-%m-%dT%H:%M")


def text_in(form: FormData, name: str) -> str:
    """What was typed."""
    return str(form.get(name, "")).strip()


def typed_in(form: FormData) -> dict[str, Any]:
    """What was typed, to be shown again."""
    return {**{name: str(form.get(name, "")) for name in _SINGLE}, "fields": form.getlist("fields")}


def texts_of(terms: SubscriberTerms | None) -> dict[str, Any]:
    """What a form begins with: the terms of the subscriber."""
    empty: dict[str, Any] = {**dict.fromkeys(_SINGLE, ""), "fields": (), "start": "now"}
    if terms is None:
        return empty
    return {
        **empty,
        "organization": terms.owner.organization,
        "contact": terms.owner.contact,
        "purpose": terms.purpose,
        "legal_ground": terms.legal_ground,
        "types": "\n".join(terms.types),
        "fields": terms.fields,
        "start": terms.start.kind,
        "moment": _minute(terms.start.moment) if isinstance(terms.start, FromMoment) else "",
    }


def form_problems(error: ValidationError | NoSuchType) -> tuple[Problem, ...]:
    """What is wrong with a form."""
    if isinstance(error, NoSuchType):
        rule = "there is an event of this type"
        return (Problem(code="unknown-event-type", field="terms.types", rule=rule, detail=str(error)[:200]),)
    return problems_of(error)
