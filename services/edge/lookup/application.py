"""What the edge does with a request: who asks, why, what is found, how it is answered. HTTP is left to operations."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from contracts.service_3_11_01 import Outcome
from services.edge.access_log import Record
from services.edge.lookup.domain.answers import CARDS_AT_MOST, answer_body
from services.edge.lookup.domain.requests import (
    Asked,
    check_day,
    check_self,
    kind_of,
    number_in,
    request_in,
)
from services.edge.lookup.freshness import HowFresh
from services.edge.lookup.read_model import ReadModel
from services.edge.refusals import NOT_FOUND, NOT_PERMITTED, Refused, refused
from services.edge.registry.domain.consumers import Consumer, check_ground, not_permitted
from shared.clock import Clock
from shared.law.names import Language

BY_NUMBER = "proceeding-number"


@dataclass(frozen=True, slots=True)
class LookupResponse:
    """What a look-up answers: the body, with its digest and language."""

    body: bytes
    digest: bytes
    language: Language
    headers: Mapping[str, str] = field(default_factory=dict)


Charge = Callable[[str, int], Awaitable[None]]
"""Counts look-ups of a consumer before they are made. Raises Refused."""


class InformationService:
    """Electronic service 3.11.01. Its methods note in the record what becomes known, and raise Refused."""

    def __init__(
        self,
        read_model: ReadModel,
        how_fresh: HowFresh,
        charge: Charge,
        clock: Clock,
    ) -> None:
        self._read_model = read_model
        self._how_fresh = how_fresh
        self._charge = charge
        self._clock = clock

    async def proceeding(self, consumer: Consumer, number: str, language: Language, record: Record) -> LookupResponse:
        """The card of one proceeding."""
        number = number_in(number)
        record.look_ups = (BY_NUMBER,)
        if BY_NUMBER not in consumer.scopes:
            record.outcomes = (Outcome.NOT_PERMITTED.value,)
            raise Refused(NOT_PERMITTED, not_permitted(BY_NUMBER, "number"))
        freshness = self._how_fresh.measured()
        await self._charge(consumer.id, 1)
        card = await self._read_model.card(number, language)
        if card is None:
            record.outcomes = (Outcome.NOT_FOUND.value,)
            raise refused(
                NOT_FOUND, "the number is that of a proceeding", "no proceeding has this number", field="number"
            )
        record.outcomes, record.proceedings = (Outcome.FOUND.value,), (number,)
        return LookupResponse(card.body, card.digest, language, self._how_fresh.headers(freshness, (number,)))

    def asked(self, consumer: Consumer, body: bytes, record: Record) -> Asked:
        """What a request with one or many look-ups asks for, if the consumer may ask it."""
        asked = request_in(body)
        record.asked_for(asked.purpose)
        record.as_of = asked.as_of
        self._check(consumer, asked)
        record.look_ups = [kind_of(look_up) for look_up in asked.look_ups]
        return asked

    async def information(self, consumer: Consumer, asked: Asked, language: Language, record: Record) -> LookupResponse:
        """The answer to a request with one or many look-ups."""
        freshness = self._how_fresh.measured()
        await self._charge(consumer.id, len(asked.look_ups))
        results = await self._read_model.results(
            asked.look_ups, consumer.scopes, language, asked.as_of, at_most=CARDS_AT_MOST
        )
        numbers = list(dict.fromkeys(found.number for result in results for found in result.found))
        record.outcomes, record.proceedings = [result.outcome.value for result in results], numbers
        fresh = self._how_fresh.body(freshness, numbers)
        answer = answer_body(asked.purpose.request_id, self._clock.now(), asked.as_of, fresh, results)
        return LookupResponse(answer, sha256(answer).digest(), language)

    def _check(self, consumer: Consumer, asked: Asked) -> None:
        check_self(consumer.id, asked.consumer)
        check_ground(consumer, asked.purpose.legal_ground, "legal_ground")
        check_day(asked.as_of, self._clock.today())
