"""`POST /v1/reconciliations`."""

import asyncio
from collections.abc import Mapping, Sequence
from hashlib import sha256

from contracts.service_3_11_01 import (
    Agreement,
    Belief,
    ByProceedingNumber,
    Reconciled,
    ReconciliationRequest,
)
from services.edge.application import BY_NUMBER, Charge
from services.edge.domain.consumers import Consumer, check_ground, not_permitted
from services.edge.domain.languages import language_for
from services.edge.domain.reconciliation import reconciled, reconciliation_body, reconciliation_in
from services.edge.domain.refusals import NOT_PERMITTED, Refused
from services.edge.domain.requests import Purpose, check_day, check_self
from services.edge.freshness import HowFresh
from services.edge.http import Answer, Request
from services.edge.look_ups import ReadModel
from services.edge.operations.reading import check_json, check_no_more, language_headers
from services.edge.request_ids import RequestIds
from shared.clock import Clock

_AT_A_TIME = 20  # cards that are read before others have their turn


class PostReconciliation:
    """What the court believes, and where that differs."""

    name = "reconciliation"

    def __init__(
        self,
        read_model: ReadModel,
        how_fresh: HowFresh,
        request_ids: RequestIds,
        charge: Charge,
        clock: Clock,
        body_limit: int,
    ) -> None:
        self._read_model = read_model
        self._how_fresh = how_fresh
        self._request_ids = request_ids
        self._charge = charge
        self._clock = clock
        self.body_limit = body_limit

    async def answer(self, request: Request) -> Answer:
        """How each belief compares. Raises Refused."""
        check_no_more(request.head)
        check_json(request.head.headers)
        record, body = request.record, await request.body.read()
        record.request_digest = sha256(body).digest()
        asked = reconciliation_in(body)
        record.asked_for(Purpose(asked.request_id, asked.legal_ground, asked.court_case))
        record.as_of = asked.as_of
        record.look_ups = [BY_NUMBER] * len(asked.beliefs)
        self._check(request.caller.consumer, asked)

        async def work() -> Answer:
            await self._charge(request.caller.consumer.id, len(asked.beliefs))
            return await self._compared(asked, request)

        return await self._request_ids.once(record, work)

    async def _compared(self, asked: ReconciliationRequest, request: Request) -> Answer:
        record, language = request.record, language_for(request.head.headers.get("accept-language"))
        measured = self._how_fresh.measured()
        look_ups = [(place, _look_up(belief)) for place, belief in enumerate(asked.beliefs)]
        found = await self._read_model.find(look_ups, language, asked.as_of)
        results = await _compared(asked.beliefs, {place: proceedings[0].card for place, proceedings in found.items()})
        record.outcomes = [result.agreement.value for result in results]
        record.proceedings = _told(results)
        freshness = self._how_fresh.body(measured, record.proceedings)
        told = reconciliation_body(asked, self._clock.now(), freshness, results)
        headers = {**language_headers(language), "content-type": "application/json"}
        return Answer(200, headers, told, sha256(told).digest())

    def _check(self, consumer: Consumer, asked: ReconciliationRequest) -> None:
        check_self(consumer.id, asked.consumer)
        check_ground(consumer, asked.legal_ground, "legal_ground")
        check_day(asked.as_of, self._clock.today())
        if BY_NUMBER not in consumer.scopes:
            raise Refused(NOT_PERMITTED, not_permitted(BY_NUMBER, "beliefs"))


async def _compared(beliefs: Sequence[Belief], cards: Mapping[int, bytes]) -> list[Reconciled]:
    results = list[Reconciled]()
    for place, belief in enumerate(beliefs):
        results.append(reconciled(belief, cards.get(place)))
        if place % _AT_A_TIME == _AT_A_TIME - 1:
            await asyncio.sleep(0)
    return results


def _look_up(belief: Belief) -> ByProceedingNumber:
    return ByProceedingNumber(by=BY_NUMBER, number=belief.number)


def _told(results: Sequence[Reconciled]) -> list[str]:
    return list(dict.fromkeys(result.number for result in results if result.agreement is not Agreement.UNKNOWN))
