"""`GET /v1/enforcement-proceedings/{number}`."""

from typing import Annotated

from fastapi import APIRouter, Response

from contracts.service_3_11_01 import EnforcementProceedingInfo
from services.edge.access.answers import JSON, Answer
from services.edge.access.dependencies import NO_DAY, NO_QUERY, Admitted, IfNoneMatch, PreferredLanguage, StatedPurpose
from services.edge.access.exchange import CurrentExchange, RecordedRoute
from services.edge.lookup.dependencies import Lookup
from services.edge.openapi import examples, parameters
from services.edge.openapi.problems import WITH_PURPOSE, problems
from services.edge.openapi.responses import CARD, answer, unchanged
from services.edge.paths import ENFORCEMENT_PROCEEDING
from services.edge.refusals import NOT_FOUND
from shared.http.headers import matches_etag
from shared.http.languages import language_headers

router = APIRouter(route_class=RecordedRoute, default_response_class=Response)


@router.head(ENFORCEMENT_PROCEEDING, operation_id="enforcement-proceeding", include_in_schema=False)
@router.get(
    ENFORCEMENT_PROCEEDING,
    operation_id="enforcement-proceeding",
    summary="One card",
    description="Ask for one enforcement proceeding by its number.",
    dependencies=[NO_QUERY, NO_DAY],
    responses={
        **answer(200, "The card of the proceeding.", EnforcementProceedingInfo, CARD, {"card": examples.CARD}),
        **unchanged(CARD),
        **problems((*WITH_PURPOSE, NOT_FOUND)),
    },
)
async def enforcement_proceeding(
    number: Annotated[str, parameters.NUMBER, parameters.PROCEEDING_NUMBER],
    purpose: StatedPurpose,
    caller: Admitted,
    language: PreferredLanguage,
    exchange: CurrentExchange,
    lookup: Lookup,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The stored card, or 304 if the consumer has it. Raises Refused."""
    found = await lookup.information.proceeding(caller.consumer, number, language, exchange.record)
    tag = f'"{found.digest.hex()}"'
    headers = {
        **found.headers, **language_headers(language), "etag": tag, "lea-request-id": str(purpose.request_id)
    }  # fmt: skip
    if matches_etag(if_none_match, tag):
        return Answer(304, headers, b"", found.digest)
    return Answer(200, {**headers, **JSON}, found.body, found.digest)
