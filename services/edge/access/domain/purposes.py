"""The purpose of a request in its headers, where there is no body for it."""

import re
from urllib.parse import unquote

from pydantic import TypeAdapter

from contracts.codelists import LEGAL_GROUNDS
from contracts.values import StatedCase
from services.edge.access_log.domain.record import Purpose
from services.edge.headers import COURT_CASE, LEGAL_GROUND, REQUEST_ID
from shared.http.parameters import missing_parameter, parameter_in, uuid_in
from shared.http.problems import MALFORMED, Refused, refused

_CASE = TypeAdapter[str](StatedCase)
_PERCENT = re.compile(r"([^%]|%[0-9A-Fa-f]{2})*")


def purpose_in(request_id: str, legal_ground: str, court_case: str) -> Purpose:
    """The purpose in the values of three headers. Raises Refused."""
    id_ = uuid_in(_stated(request_id, REQUEST_ID), "the request id", REQUEST_ID)
    case = parameter_in(_CASE, _decoded(_stated(court_case, COURT_CASE)), COURT_CASE)
    ground = _stated(legal_ground, LEGAL_GROUND)
    if ground not in LEGAL_GROUNDS:
        detail = "the legal ground is not in the code list legal_grounds"
        raise refused(MALFORMED, "the legal ground is a listed one", detail, field=LEGAL_GROUND)
    return Purpose(id_, ground, case)


def _stated(value: str, name: str) -> str:
    if not value.strip():
        raise Refused(MALFORMED, missing_parameter("header", name))
    return value.strip()


def _decoded(header: str) -> str:
    """Headers are ASCII: case numbers with other letters come percent-encoded, as UTF-8."""
    if header.isascii() and "%" not in header:
        return header
    try:
        if header.isascii() and _PERCENT.fullmatch(header):
            return unquote(header, errors="strict")
    except UnicodeDecodeError:
        pass
    raise refused(MALFORMED, "headers are percent-encoded UTF-8", f"{COURT_CASE} is not", field=COURT_CASE)
