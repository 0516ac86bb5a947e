"""The OpenAPI document. The operations are plain ASGI, so it is made from descriptions that are never served."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Path, Security
from fastapi.openapi.utils import get_openapi
from fastapi.security import APIKeyHeader, HTTPBearer
from pydantic.json_schema import models_json_schema

from contracts.base import Contract
from contracts.problems import ProblemDetails
from contracts.service_3_11_01 import EnforcementProceedingInfo, InformationAnswer, InformationRequest
from contracts.values import ProceedingNumber
from services.edge.domain import refusals
from services.edge.domain.refusals import Kind
from services.edge.domain.requests import COURT_CASE, LEGAL_GROUND, REQUEST_ID
from services.edge.http import PROBLEM

TITLE = "Electronic service 3.11.01"
VERSION = "1.0.0"
DESCRIPTION = (
    "Information on the results and course of execution of execution documents, from the information system of the"
    " enforcement bodies to that of the Supreme Court. Every request carries a key, a legal ground and a court case;"
    " every answer is in the access log before it leaves."
)

INFORMATION_REQUESTS = "/v1/information-requests"
ENFORCEMENT_PROCEEDING = "/v1/enforcement-proceedings/{number}"

_TOLD: tuple[type[Contract], ...] = (InformationAnswer, EnforcementProceedingInfo, ProblemDetails)

_EVERYWHERE = (
    refusals.MALFORMED,
    refusals.NOT_AUTHENTICATED,
    refusals.SIGNATURE_REQUIRED,
    refusals.SIGNATURE_INCOMPLETE,
    refusals.SIGNATURE_OUT_OF_TIME,
    refusals.SIGNATURE_WRONG,
    refusals.KEY_NOT_VALID,
    refusals.CERTIFICATE_NOT_BOUND,
    refusals.CONSUMER_NOT_VALID,
    refusals.NOT_PERMITTED,
    refusals.FAILED,
    refusals.UNAVAILABLE,
)
_TO_A_BODY = (
    refusals.BODY_NOT_AS_SIGNED,
    refusals.TOO_SLOW,
    refusals.TOO_LARGE,
    refusals.NOT_JSON,
    refusals.INVALID,
)

_KEY = HTTPBearer(scheme_name="key", description="`<consumer>.<secret>`, as handed over at registration.")
_SIGNATURE = APIKeyHeader(
    name="Signature",
    scheme_name="signature",
    description="HTTP Message Signature (RFC 9421) with one of the consumer's registered keys.",
)
_LANGUAGE = Header(description="Language of the names: en, ru or be.", examples=["ru"])


def _refusing(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    titles: dict[int, list[str]] = {}
    for kind in kinds:
        titles.setdefault(kind.status, []).append(f"{kind.title} (`{kind.code}`)")
    return {
        status: {"model": ProblemDetails, "description": "; ".join(names)} for status, names in sorted(titles.items())
    }


def _header(description: str, type_: str = "string") -> dict[str, Any]:
    return {"description": description, "schema": {"type": type_}}


_LANGUAGE_TOLD = {"Content-Language": _header("Language of the names.")}
_CARD_HEADERS = {
    **_LANGUAGE_TOLD,
    "ETag": _header("Changes when the card does."),
    "LEA-Request-Id": _header("The request id, as given."),
    "LEA-Data-As-Of": _header("Everything recorded by this moment is in the answer."),
    "LEA-Lag-Seconds": _header("How far that is behind.", "number"),
    "LEA-Stale": _header("Whether the read model is not being fed at the moment.", "boolean"),
}

described = APIRouter(dependencies=[Security(_KEY), Security(_SIGNATURE)])


@described.post(
    INFORMATION_REQUESTS,
    response_model=InformationAnswer,
    response_description="Each look-up with its own outcome, in the order asked.",
    responses={200: {"headers": _LANGUAGE_TOLD}, **_refusing(*_EVERYWHERE, *_TO_A_BODY)},
)
def request_information(
    request: Annotated[InformationRequest, Body()],
    accept_language: Annotated[str | None, _LANGUAGE] = None,
) -> None:
    """Ask for enforcement proceedings by one or many look-ups, as they stand or as of a day."""


@described.get(
    ENFORCEMENT_PROCEEDING,
    response_model=EnforcementProceedingInfo,
    response_description="The card of the proceeding.",
    responses={
        200: {"headers": _CARD_HEADERS},
        304: {"description": "The card is still the one named by If-None-Match.", "headers": _CARD_HEADERS},
        **_refusing(*_EVERYWHERE, refusals.NOT_FOUND),
    },
)
def enforcement_proceeding(
    number: Annotated[ProceedingNumber, Path(description="Number of the enforcement proceeding.")],
    request_id: Annotated[str, Header(alias=REQUEST_ID, description="Chosen by the asking system: a UUID.")],
    legal_ground: Annotated[str, Header(alias=LEGAL_GROUND, description="Purpose: code of the legal ground.")],
    court_case: Annotated[
        str, Header(alias=COURT_CASE, description="Purpose: number of the court case; percent-encoded UTF-8.")
    ],
    if_none_match: Annotated[str | None, Header(description="An entity tag told before.")] = None,
    accept_language: Annotated[str | None, _LANGUAGE] = None,
) -> None:
    """Ask for one enforcement proceeding by its number."""


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    described_as = get_openapi(title=TITLE, version=VERSION, description=DESCRIPTION, routes=described.routes)
    for operations in described_as["paths"].values():
        for operation in operations.values():
            _as_answered(operation)
    # FastAPI's own rendering drops that unknown fields are refused, and defaults that are none.
    _, schemas = models_json_schema(
        [(InformationRequest, "validation"), *((model, "serialization") for model in _TOLD)],
        ref_template="#/components/schemas/{model}",
    )
    described_as["components"]["schemas"] = schemas["$defs"]
    return described_as


def _as_answered(operation: dict[str, Any]) -> None:
    """Name what is refused by its media type, and leave out what FastAPI would refuse and we do not."""
    if operation["responses"].get("422", {}).get("description") == "Validation Error":
        del operation["responses"]["422"]
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            response["content"] = {PROBLEM: response["content"].pop("application/json")}
