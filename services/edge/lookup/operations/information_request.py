"""`POST /v1/information-requests`."""

from fastapi import APIRouter, Response

from contracts.service_3_11_01 import InformationAnswer, InformationRequest
from services.edge.access.answers import JSON, Answer
from services.edge.access.dependencies import NO_DAY, NO_QUERY, Access, Admitted, JsonBody, PreferredLanguage
from services.edge.access.exchange import CurrentExchange, RecordedRoute
from services.edge.lookup.dependencies import Lookup
from services.edge.openapi import examples
from services.edge.openapi.problems import WITH_BODY, problems
from services.edge.openapi.responses import IN_A_LANGUAGE, answer, json_request
from services.edge.paths import INFORMATION_REQUESTS
from services.edge.refusals import ANSWER_TOO_LARGE
from shared.http.languages import language_headers

router = APIRouter(route_class=RecordedRoute, default_response_class=Response)


@router.post(
    INFORMATION_REQUESTS,
    operation_id="information-request",
    summary="Look proceedings up",
    description="Ask for enforcement proceedings by one or many look-ups, as they stand, as of a day, or as they"
    " were known at a moment; each look-up has its outcome.",
    dependencies=[NO_QUERY, NO_DAY],
    responses={
        **answer(
            200,
            "Each look-up with its own outcome, in the order asked.",
            InformationAnswer,
            IN_A_LANGUAGE,
            {"answer": examples.ANSWER},
        ),
        **problems((*WITH_BODY, ANSWER_TOO_LARGE)),
    },
    openapi_extra=json_request(
        InformationRequest,
        {
            "as they stand": examples.REQUEST,
            "as of a day": examples.REQUEST_AS_OF,
            "as known at a moment": examples.REQUEST_AS_KNOWN_AT,
        },
    ),
)
async def information_request(
    body: JsonBody,
    caller: Admitted,
    language: PreferredLanguage,
    exchange: CurrentExchange,
    access: Access,
    lookup: Lookup,
) -> Response:
    """One or many look-ups, each with its own outcome. Raises Refused."""
    record = exchange.record
    lookup_request = lookup.information.read_request(caller.consumer, body, record)

    async def work() -> Answer:
        found = await lookup.information.answer(caller.consumer, lookup_request, language)
        return Answer(
            200,
            {**found.headers, **language_headers(language), **JSON},
            found.body,
            found.digest,
            outcomes=found.outcomes,
            proceedings=found.proceedings,
        )

    return await access.answers.answer_once(record, work)
