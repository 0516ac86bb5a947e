"""Requests with look-ups: the request in a body, each look-up well-formed or malformed by itself."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from contracts.problems import Problem
from contracts.registry import first_problem_of
from contracts.service_3_11_01 import LOOKUPS_AT_MOST, ByDebtor, InformationRequest, KnownAt, LookUp
from contracts.values import Day, ProceedingNumber
from services.edge.access_log.domain.record import Purpose
from services.edge.headers import AS_KNOWN_AT, AS_OF
from services.edge.refusals import NOT_PERMITTED
from shared.check_digits import fault_of
from shared.clock import day_of
from shared.http.parameters import invalid_body, parameter_in, within
from shared.http.problems import INVALID, refused

_LOOK_UP: TypeAdapter[LookUp] = TypeAdapter(LookUp)
_NUMBER = TypeAdapter[str](ProceedingNumber)
_DAY = TypeAdapter[date](Day)
_MOMENT = TypeAdapter[datetime](KnownAt)


@dataclass(frozen=True, slots=True)
class PointInTime:
    """Of which state a question asks; nothing given: of the present one."""

    as_of: date | None = None
    """At the end of this day, by effective date."""
    as_known_at: datetime | None = None
    """As it was known at this moment, by the time of recording."""

    def stated(self) -> dict[str, str | None]:
        """As an answer repeats it, in JSON."""
        known = {} if self.as_known_at is None else {"as_known_at": self.as_known_at.isoformat()}
        return {"as_of": None if self.as_of is None else self.as_of.isoformat(), **known}


PRESENT = PointInTime()


class _Frame(InformationRequest):
    """A request whose look-ups are not validated."""

    look_ups: Annotated[tuple[Any, ...], Field(min_length=1, max_length=LOOKUPS_AT_MOST)]


@dataclass(frozen=True, slots=True)
class LookupRequest:
    """A request with one or many look-ups."""

    consumer: str
    """As the request names it."""
    purpose: Purpose
    look_ups: tuple[LookUp | Problem, ...]
    """In the order asked; a problem stands for a malformed one."""
    at: PointInTime


def request_in(body: bytes) -> LookupRequest:
    """The request in a body. Raises Refused; a malformed look-up is a problem by itself and spoils no other."""
    try:
        request = InformationRequest.model_validate_json(body, strict=True)
    except ValidationError:
        return _with_malformed_look_ups(body)
    stated = (_of_a_person(look_up, f"look_ups.{place}") for place, look_up in enumerate(request.look_ups))
    return _lookup_request(request, stated)


def number_in(path: str) -> str:
    """The number of a proceeding in a path. Raises Refused."""
    return parameter_in(_NUMBER, path, "number")


def day_in(text: str | None) -> date | None:
    """The day in a header `LEA-As-Of`, if there is one. Raises Refused."""
    return None if text is None else parameter_in(_DAY, text, AS_OF)


def moment_in(text: str | None) -> datetime | None:
    """The moment in a header `LEA-As-Known-At`, if there is one. Raises Refused."""
    return None if text is None else parameter_in(_MOMENT, text, AS_KNOWN_AT)


def kind_of(look_up: LookUp | Problem) -> str:
    """The kind of a look-up, as the access log records it."""
    return "malformed" if isinstance(look_up, Problem) else look_up.by


def check_self(authenticated: str, named: str) -> None:
    """Whether a request names the consumer it comes from. Raises Refused."""
    if named != authenticated:
        detail = "the request names another consumer than the one authenticated"
        raise refused(NOT_PERMITTED, "a consumer asks for itself", detail, field="consumer")


def check_time(at: PointInTime, now: datetime) -> None:
    """Whether there can be an answer as of a day and a moment. Raises Refused."""
    today = day_of(now)
    if at.as_of is not None and at.as_of > today:
        detail = f"as_of {at.as_of} is after {today}"
        raise refused(INVALID, "nothing is reported about days to come", detail, field="as_of")
    if at.as_known_at is not None and at.as_known_at > now:
        detail = f"as_known_at {at.as_known_at.isoformat()} is after {now.isoformat()}"
        raise refused(INVALID, "nothing is known of moments to come", detail, field="as_known_at")


def look_up_in(text: str | bytes, field: str) -> LookUp | Problem:
    """The look-up in a JSON text, or what is wrong with it; `field` names it there."""
    try:
        return _of_a_person(_LOOK_UP.validate_json(text, strict=True), field)
    except ValidationError as error:
        return within(first_problem_of(error), field)


def _of_a_person(look_up: LookUp, field: str) -> LookUp | Problem:
    """The look-up, or that nobody can have the identifier it names."""
    fault = fault_of(look_up.identifier) if isinstance(look_up, ByDebtor) else None
    if fault is None:
        return look_up
    rule = "an identifier is one that its register gives"
    return Problem(code="invalid-field", field=f"{field}.identifier.value", rule=rule, detail=fault)


def _lookup_request(request: InformationRequest, look_ups: Iterable[LookUp | Problem]) -> LookupRequest:
    purpose = Purpose(request.request_id, request.legal_ground, request.court_case)
    return LookupRequest(request.consumer, purpose, tuple(look_ups), PointInTime(request.as_of, request.as_known_at))


def _with_malformed_look_ups(body: bytes) -> LookupRequest:
    try:
        frame = _Frame.model_validate_json(body, strict=True)
    except ValidationError as fault:
        raise invalid_body(fault) from None
    # As JSON once more: validated as a Python value, a number would be accepted as a day.
    items = (look_up_in(json.dumps(item), f"look_ups.{place}") for place, item in enumerate(frame.look_ups))
    return _lookup_request(frame, items)
