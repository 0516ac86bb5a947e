"""`POST /v1/reconciliations`."""

import asyncio
from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Response

from contracts.service_3_11_01 import (
    Agreement,
    Belief,
    ByProceedingNumber,
    Reconciled,
    ReconciliationAnswer,
    ReconciliationRequest,
)
from services.edge.access.answers import JSON, Answer
from services.edge.access.dependencies import NO_DAY, NO_QUERY, Access, Admitted, JsonBody, PreferredLanguage
from services.edge.access.domain.rights import check_ground, not_permitted
from services.edge.access.exchange import CurrentExchange, RecordedRoute
from services.edge.access_log.domain.record import Purpose
from services.edge.lookup.application import BY_NUMBER
from services.edge.lookup.dependencies import Lookup
from services.edge.lookup.domain.reconciliation import reconciled, reconciliation_body, reconciliation_in
from services.edge.lookup.domain.requests import PointInTime, check_self, check_time
from services.edge.openapi import examples
from services.edge.openapi.problems import WITH_BODY, problems
from services.edge.openapi.responses import IN_A_LANGUAGE, answer, json_request
from services.edge.paths import RECONCILIATIONS
from services.edge.refusals import NOT_PERMITTED
from shared.http.languages import language_headers
from shared.http.problems import Refused

router = APIRouter(route_class=RecordedRoute, default_response_class=Response)

_CARDS_BETWEEN_YIELDS = 20  # so that other requests are not delayed


@router.post(
    RECONCILIATIONS,
    operation_id="reconciliation",
    summary="Compare beliefs",
    description="Send what is believed of proceedings, and receive where that differs from what is so.",
    dependencies=[NO_QUERY, NO_DAY],
    responses={
        **answer(
            200,
            "How each belief compares, in the order asked.",
            ReconciliationAnswer,
            IN_A_LANGUAGE,
            {"answer": examples.RECONCILED},
        ),
        **problems(WITH_BODY),
    },
    openapi_extra=json_request(ReconciliationRequest, {"two beliefs": examples.RECONCILIATION}),
)
async def reconciliation(
    body: JsonBody,
    caller: Admitted,
    language: PreferredLanguage,
    exchange: CurrentExchange,
    access: Access,
    lookup: Lookup,
) -> Response:
    """How each belief compares. Raises Refused."""
    record, consumer = exchange.record, caller.consumer
    asked = reconciliation_in(body)
    record.state_purpose(Purpose(asked.request_id, asked.legal_ground, asked.court_case))
    at = PointInTime(asked.as_of, asked.as_known_at)
    record.as_of, record.as_known_at = asked.as_of, asked.as_known_at
    record.look_ups = [BY_NUMBER] * len(asked.beliefs)
    check_self(consumer.id, asked.consumer)
    check_ground(consumer, asked.legal_ground, "legal_ground")
    check_time(at, access.clock.now())
    if BY_NUMBER not in consumer.scopes:
        raise Refused(NOT_PERMITTED, not_permitted(BY_NUMBER, "beliefs"))

    async def work() -> Answer:
        await access.admission.charge(consumer.id, len(asked.beliefs))
        measured = lookup.freshness.measured()
        look_ups = [(place, _look_up(belief)) for place, belief in enumerate(asked.beliefs)]
        found = await lookup.read_model.find(look_ups, language, at)
        results = await _compared(asked.beliefs, {place: proceedings[0].card for place, proceedings in found.items()})
        outcomes, known = [result.agreement.value for result in results], _known(results)
        if Agreement.UNKNOWN.value in outcomes:
            lookup.freshness.check_absence(measured)
        freshness = lookup.freshness.body(measured, known)
        answered = reconciliation_body(asked, access.clock.now(), freshness, results)
        return Answer(200, {**language_headers(language), **JSON}, answered, outcomes=outcomes, proceedings=known)

    return await access.answers.answer_once(record, work)


async def _compared(beliefs: Sequence[Belief], cards: Mapping[int, bytes]) -> list[Reconciled]:
    results = list[Reconciled]()
    for place, belief in enumerate(beliefs):
        results.append(reconciled(belief, cards.get(place)))
        if place % _CARDS_BETWEEN_YIELDS == _CARDS_BETWEEN_YIELDS - 1:
            await asyncio.sleep(0)
    return results


def _look_up(belief: Belief) -> ByProceedingNumber:
    return ByProceedingNumber(by=BY_NUMBER, number=belief.number)


def _known(results: Sequence[Reconciled]) -> list[str]:
    return list(dict.fromkeys(result.number for result in results if result.agreement is not Agreement.UNKNOWN))
