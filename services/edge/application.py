"""What the edge does with a request: who asks, why, what is found, how it is told. HTTP is left to `http.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from contracts.problems import Problem
from contracts.service_3_11_01 import LookUp, Outcome
from services.edge.access_log import Record
from services.edge.domain.answers import (
    Freshness,
    Result,
    answer_body,
    freshness_body,
    lag_of,
    result_of,
)
from services.edge.domain.consumers import Consumer, check_ground, not_permitted
from services.edge.domain.languages import language_for
from services.edge.domain.refusals import NOT_FOUND, NOT_PERMITTED, UNAVAILABLE, Refused, refused
from services.edge.domain.requests import (
    LEGAL_GROUND,
    Asked,
    check_day,
    number_in,
    purpose_in,
    request_in,
)
from services.edge.look_ups import ReadModel
from services.edge.polled import Polled
from shared.clock import Clock
from shared.law.names import Language

BY_NUMBER = "proceeding-number"


@dataclass(frozen=True, slots=True)
class Told:
    """An answer."""

    body: bytes
    digest: bytes
    language: Language
    headers: Mapping[str, str] = field(default_factory=dict)


class InformationService:
    """Electronic service 3.11.01. Its methods note in the record what becomes known, and raise Refused."""

    def __init__(
        self,
        read_model: ReadModel,
        freshness: Polled[Freshness],
        clock: Clock,
        stale_after: float,
    ) -> None:
        self._read_model = read_model
        self._freshness = freshness
        self._clock = clock
        self._stale_after = stale_after

    async def proceeding(self, consumer: Consumer, number: str, headers: Mapping[str, str], record: Record) -> Told:
        """The card of one proceeding."""
        purpose = purpose_in(headers)
        record.asked_for(purpose)
        check_ground(consumer, purpose.legal_ground, LEGAL_GROUND)
        number = number_in(number)
        record.look_ups = (BY_NUMBER,)
        if BY_NUMBER not in consumer.scopes:
            record.outcomes = (Outcome.NOT_PERMITTED.value,)
            raise Refused(NOT_PERMITTED, not_permitted(BY_NUMBER, "number"))
        language = language_for(headers.get("accept-language"))
        freshness = self._fresh()
        card = await self._read_model.card(number, language)
        if card is None:
            record.outcomes = (Outcome.NOT_FOUND.value,)
            raise refused(
                NOT_FOUND, "the number is that of a proceeding", "no proceeding has this number", field="number"
            )
        record.outcomes, record.proceedings = (Outcome.FOUND.value,), (number,)
        moment = freshness.for_numbers((number,))
        return Told(card.body, card.digest, language, self._freshness_headers(moment))

    async def information(self, consumer: Consumer, body: bytes, headers: Mapping[str, str], record: Record) -> Told:
        """The answer to a request with one or many look-ups."""
        asked = request_in(body)
        record.asked_for(asked.purpose)
        record.as_of = asked.as_of
        self._check(consumer, asked)
        record.look_ups = [_kind(look_up) for look_up in asked.look_ups]
        language = language_for(headers.get("accept-language"))
        freshness = self._fresh()
        results = await self._results(consumer, asked, language)
        numbers = list(dict.fromkeys(found.number for result in results for found in result.found))
        record.outcomes, record.proceedings = [result.outcome.value for result in results], numbers
        now = self._clock.now()
        fresh = freshness_body(freshness.for_numbers(numbers), now, self._stale_after)
        answer = answer_body(asked.purpose.request_id, now, asked.as_of, fresh, results)
        return Told(answer, sha256(answer).digest(), language)

    def _check(self, consumer: Consumer, asked: Asked) -> None:
        if asked.consumer != consumer.id:
            detail = "the request names another consumer than the one authenticated"
            raise refused(NOT_PERMITTED, "a consumer asks for itself", detail, field="consumer")
        check_ground(consumer, asked.purpose.legal_ground, "legal_ground")
        check_day(asked.as_of, self._clock.today())

    async def _results(self, consumer: Consumer, asked: Asked, language: Language) -> Sequence[Result]:
        wanted = [
            (place, look_up)
            for place, look_up in enumerate(asked.look_ups)
            if not isinstance(look_up, Problem) and look_up.by in consumer.scopes
        ]
        found = await self._read_model.find(wanted, language, asked.as_of) if wanted else {}
        return [
            result_of(place, look_up, consumer.scopes, found.get(place, ()))
            for place, look_up in enumerate(asked.look_ups)
        ]

    def _fresh(self) -> Freshness:
        # Taken before the look-up: what it finds is at least as fresh as is told.
        freshness = self._freshness.value()
        if freshness is None:
            raise refused(UNAVAILABLE, "an answer tells how fresh it is", "the read model has not been measured yet")
        return freshness

    def _freshness_headers(self, moment: datetime) -> dict[str, str]:
        lag = lag_of(moment, self._clock.now())
        return {
            "LEA-Data-As-Of": moment.isoformat(),
            "LEA-Lag-Seconds": str(lag),
            "LEA-Stale": "true" if lag > self._stale_after else "false",
        }


def _kind(look_up: LookUp | Problem) -> str:
    return "malformed" if isinstance(look_up, Problem) else look_up.by
