"""Look-ups of electronic service 3.11.01, without HTTP, which path operations add."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from contracts.service_3_11_01 import Outcome
from services.edge.access.domain.rights import check_ground, not_permitted
from services.edge.access_log.domain.record import AccessRecord
from services.edge.lookup.domain.answers import CARDS_AT_MOST, answer_body, provenance_headers
from services.edge.lookup.domain.requests import LookupRequest, check_self, check_time, kind_of, number_in, request_in
from services.edge.lookup.freshness import FreshnessPolicy
from services.edge.lookup.read_model import ReadModel
from services.edge.refusals import NOT_FOUND, NOT_PERMITTED
from services.edge.registry.domain.consumers import Consumer
from shared.clock import Clock
from shared.http.problems import Refused, refused
from shared.law.names import Language

BY_NUMBER = "proceeding-number"


@dataclass(frozen=True, slots=True)
class LookupResponse:
    """The answer to a look-up: the body, its digest, and headers."""

    body: bytes
    digest: bytes
    outcomes: Sequence[str]
    """Outcome of each look-up."""
    proceedings: Sequence[str]
    """Numbers of the proceedings in the answer."""
    headers: Mapping[str, str] = field(default_factory=dict)


Charge = Callable[[str, int], Awaitable[None]]
"""Counts look-ups of a consumer before they are made. Raises Refused."""


class InformationService:
    """Electronic service 3.11.01. Its methods raise Refused, and fill in the record of the access log."""

    def __init__(
        self,
        read_model: ReadModel,
        freshness: FreshnessPolicy,
        charge: Charge,
        clock: Clock,
    ) -> None:
        self._read_model = read_model
        self._freshness = freshness
        self._charge = charge
        self._clock = clock

    async def proceeding(
        self, consumer: Consumer, number: str, language: Language, record: AccessRecord
    ) -> LookupResponse:
        """The card of one proceeding."""
        number = number_in(number)
        record.look_ups = (BY_NUMBER,)
        if BY_NUMBER not in consumer.scopes:
            record.outcomes = (Outcome.NOT_PERMITTED.value,)
            raise Refused(NOT_PERMITTED, not_permitted(BY_NUMBER, "number"))
        measured = self._freshness.measured()
        await self._charge(consumer.id, 1)
        card = await self._read_model.card(number, language)
        if card is None:
            self._freshness.check_absence(measured)
            record.outcomes = (Outcome.NOT_FOUND.value,)
            raise refused(
                NOT_FOUND,
                "the number is that of a proceeding",
                "no proceeding has this number",
                field="number",
                headers=self._freshness.headers(measured, ()),
            )
        record.outcomes, record.proceedings = (Outcome.FOUND.value,), (number,)
        headers = {
            **self._freshness.headers(measured, (number,)),
            **provenance_headers(card.revision, card.known_since),
        }
        return LookupResponse(card.body, card.digest, record.outcomes, record.proceedings, headers)

    def read_request(self, consumer: Consumer, body: bytes, record: AccessRecord) -> LookupRequest:
        """The request in a body with one or many look-ups, if the consumer may make it."""
        request = request_in(body)
        record.state_purpose(request.purpose)
        record.as_of, record.as_known_at = request.at.as_of, request.at.as_known_at
        self._check(consumer, request)
        record.look_ups = [kind_of(look_up) for look_up in request.look_ups]
        return request

    async def answer(self, consumer: Consumer, request: LookupRequest, language: Language) -> LookupResponse:
        """The answer to a request with one or many look-ups."""
        measured = self._freshness.measured()
        await self._charge(consumer.id, len(request.look_ups))
        results = await self._read_model.results(
            request.look_ups, consumer.scopes, language, request.at, at_most=CARDS_AT_MOST
        )
        numbers = list(dict.fromkeys(found.number for result in results for found in result.found))
        outcomes = [result.outcome.value for result in results]
        if Outcome.NOT_FOUND.value in outcomes:
            self._freshness.check_absence(measured)
        fresh = self._freshness.body(measured, numbers)
        answer = answer_body(request, self._clock.now(), fresh, results)
        return LookupResponse(answer, sha256(answer).digest(), outcomes, numbers)

    def _check(self, consumer: Consumer, request: LookupRequest) -> None:
        check_self(consumer.id, request.consumer)
        check_ground(consumer, request.purpose.legal_ground, "legal_ground")
        check_time(request.at, self._clock.now())
