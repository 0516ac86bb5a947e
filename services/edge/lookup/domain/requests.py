"""What was asked: the purpose in headers, the request in a body, each look-up sound or malformed by itself."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import unquote
from uuid import UUID

from pydantic import Field, TypeAdapter, ValidationError

from contracts.codelists import LEGAL_GROUNDS
from contracts.problems import Problem
from contracts.registry import first_problem_of, problems_of
from contracts.service_3_11_01 import (
    LOOKUPS_AT_MOST,
    InformationRequest,
    LookUp,
)
from contracts.values import Day, ProceedingNumber, StatedCase
from services.edge.refusals import INVALID, MALFORMED, NOT_PERMITTED, Refused, refused

LEGAL_GROUND, COURT_CASE, REQUEST_ID = "LEA-Legal-Ground", "LEA-Court-Case", "LEA-Request-Id"
"""Headers that carry the purpose where there is no body for it."""
AS_OF = "LEA-As-Of"
"""Header that carries the day as of which is asked, likewise."""

_LOOK_UP: TypeAdapter[LookUp] = TypeAdapter(LookUp)
_NUMBER = TypeAdapter(ProceedingNumber)
_DAY = TypeAdapter[date](Day)
_CASE = TypeAdapter[str](StatedCase)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PERCENT = re.compile(r"([^%]|%[0-9A-Fa-f]{2})*")


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why it is asked."""

    request_id: UUID
    legal_ground: str
    court_case: str


class _Frame(InformationRequest):
    """A request whose look-ups are not looked into."""

    look_ups: Annotated[tuple[Any, ...], Field(min_length=1, max_length=LOOKUPS_AT_MOST)]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was understood."""

    consumer: str
    purpose: Purpose
    look_ups: tuple[LookUp | Problem, ...]
    """In the order asked; a problem stands for a malformed one."""
    as_of: date | None


def request_in(body: bytes) -> Asked:
    """The request in a body. Raises Refused; a malformed look-up is a problem of its own and spoils no other."""
    try:
        request = InformationRequest.model_validate_json(body, strict=True)
    except ValidationError:
        return _with_malformed_look_ups(body)
    return _asked(request, request.look_ups)


def purpose_in(request_id: str, legal_ground: str, court_case: str) -> Purpose:
    """The purpose of a request without a body, from its headers. Raises Refused."""
    request_id = _stated(request_id, REQUEST_ID)
    if not _UUID.fullmatch(request_id):
        raise refused(MALFORMED, "the request id is a UUID", "the request id is not a UUID", field=REQUEST_ID)
    try:
        case = _CASE.validate_python(_text(_stated(court_case, COURT_CASE)))
    except ValidationError as error:
        raise Refused(MALFORMED, *_located(error, COURT_CASE)) from None
    ground = _stated(legal_ground, LEGAL_GROUND)
    if ground not in LEGAL_GROUNDS:
        detail = "the legal ground is not in the code list legal_grounds"
        raise refused(MALFORMED, "the legal ground is a listed one", detail, field=LEGAL_GROUND)
    return Purpose(UUID(request_id), ground, case)


def number_in(path: str) -> str:
    """The number of a proceeding in a path. Raises Refused."""
    try:
        return _NUMBER.validate_python(path)
    except ValidationError as error:
        raise Refused(MALFORMED, *_located(error, "number")) from None


def day_in(text: str | None) -> date | None:
    """As of which day it is asked, where a header says so. Raises Refused."""
    if text is None:
        return None
    try:
        return _DAY.validate_python(text)
    except ValidationError as error:
        raise Refused(MALFORMED, *_located(error, AS_OF)) from None


def task_id_in(path: str) -> UUID:
    """The id of a bulk request in a path. Raises Refused."""
    if not _UUID.fullmatch(path):
        raise refused(MALFORMED, "the id is a UUID", "the id is not a UUID", field="id")
    return UUID(path)


def kind_of(look_up: LookUp | Problem) -> str:
    """What is kept of a look-up in the access log."""
    return "malformed" if isinstance(look_up, Problem) else look_up.by


def unreadable(fault: ValidationError) -> Refused:
    """The refusal of a body that is no JSON, or breaks a rule of its contract."""
    kind = MALFORMED if fault.errors(include_input=False)[0]["type"] == "json_invalid" else INVALID
    return Refused(kind, *problems_of(fault))


def check_self(authenticated: str, named: str) -> None:
    """Whether a request names the consumer it comes from. Raises Refused."""
    if named != authenticated:
        detail = "the request names another consumer than the one authenticated"
        raise refused(NOT_PERMITTED, "a consumer asks for itself", detail, field="consumer")


def check_day(as_of: date | None, today: date) -> None:
    """Whether things can be told as of a day. Raises Refused."""
    if as_of is not None and as_of > today:
        detail = f"as_of {as_of} is after {today}"
        raise refused(INVALID, "nothing is told about days to come", detail, field="as_of")


def _asked(request: InformationRequest, look_ups: Iterable[LookUp | Problem]) -> Asked:
    purpose = Purpose(request.request_id, request.legal_ground, request.court_case)
    return Asked(request.consumer, purpose, tuple(look_ups), request.as_of)


def _with_malformed_look_ups(body: bytes) -> Asked:
    try:
        frame = _Frame.model_validate_json(body, strict=True)
    except ValidationError as fault:
        raise unreadable(fault) from None
    # As JSON once more: read as Python values, a number would pass for a day.
    items = (look_up_in(json.dumps(item), f"look_ups.{place}") for place, item in enumerate(frame.look_ups))
    return _asked(frame, items)


def look_up_in(text: str | bytes, field: str) -> LookUp | Problem:
    """The look-up in a JSON text, or what is wrong with it; `field` names it there."""
    try:
        return _LOOK_UP.validate_json(text, strict=True)
    except ValidationError as error:
        return _within(first_problem_of(error), field)


def _located(error: ValidationError, where: str) -> tuple[Problem, ...]:
    return tuple(_within(problem, where) for problem in problems_of(error))


def _within(problem: Problem, where: str) -> Problem:
    return problem.model_copy(update={"field": where if problem.field is None else f"{where}.{problem.field}"})


def missing(errors: Iterable[Mapping[str, Any]]) -> Refused:
    """The refusal of a request without parameters that an operation needs, from FastAPI's errors."""
    return Refused(MALFORMED, *(_missing(*map(str, error["loc"][:2])) for error in errors))


def _missing(where: str, name: str) -> Problem:
    rule, detail = "a required parameter is there", f"the {where} {name} is missing"
    return Problem(code=MALFORMED.code, rule=rule, detail=detail, field=name)


def _stated(value: str, name: str) -> str:
    if not value.strip():
        raise Refused(MALFORMED, _missing("header", name))
    return value.strip()


def _text(header: str) -> str:
    """Headers are ASCII: case numbers with other letters come percent-encoded, as UTF-8."""
    if header.isascii() and "%" not in header:
        return header
    if not header.isascii() or not _PERCENT.fullmatch(header):
        raise refused(MALFORMED, "headers are percent-encoded UTF-8", f"{COURT_CASE} is not", field=COURT_CASE)
    try:
        return unquote(header, errors="strict")
    except UnicodeDecodeError:
        raise refused(
            MALFORMED, "headers are percent-encoded UTF-8", f"{COURT_CASE} is not", field=COURT_CASE
        ) from None
