"""The Supreme Court's side of a sample: every operation of service 3.11.01, and the cards as it gets them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import httpx

from contracts.commands.intake import RegisterStatement
from contracts.service_3_11_01 import (
    Belief,
    ByCourtCase,
    ByDebtor,
    ByExecutionDocument,
    ByProceedingNumber,
    InformationRequest,
    LookUp,
)
from contracts.soap.messages import ACTION, ENVELOPE, PATH, REQUEST
from contracts.soap.writing import writer_of
from infra.client import CourtClient, Identity, NotAuthenticated, NotFound, Purpose, ServiceKeys
from infra.demo.script import Script
from shared.law.names import LANGUAGES, Language
from shared.signatures.keys import SigningKey
from tests.patience import PATIENCE

COURT = "supreme-court"
PURPOSE = Purpose("supervision-of-execution", "1-1/2026")
UNKNOWN = "0101-2026-9"
_LOOK_UPS_AT_ONCE = 50


@dataclass(frozen=True)
class RecordedCard:
    """What the court got about one proceeding."""

    number: str
    language: Language
    as_of: date | None
    """None: as things stood when the sample was recorded."""
    card: Mapping[str, Any] | None
    """None: nothing was found, because the proceeding began after that day."""

    def line(self) -> str:
        """A line of the file; `card` as the bytes came, which are JSON without spaces."""
        as_of = self.as_of.isoformat() if self.as_of else None
        return written({"number": self.number, "language": self.language, "as_of": as_of, "card": self.card})

    @classmethod
    def of(cls, line: str) -> "RecordedCard":
        """The card of a line."""
        read = json.loads(line)
        return cls(**{**read, "as_of": date.fromisoformat(read["as_of"]) if read["as_of"] else None})

    @property
    def body(self) -> bytes:
        """The bytes that came."""
        return written(self.card).encode()


def written(value: Any) -> str:
    """JSON as the service writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Court:
    """A consumer with a bearer key and a signing key."""

    url: str
    bearer: str
    key: SigningKey
    service_keys: ServiceKeys

    def client(self, language: str = "en", *, signing: bool = True) -> CourtClient:
        """The service, asked with either key."""
        identity = Identity(COURT, self.key) if signing else Identity(COURT, bearer=self.bearer)
        return CourtClient(self.url, identity, service_keys=self.service_keys, language=language)

    def cards(self, numbers: Sequence[str]) -> Iterator[RecordedCard]:
        """Every card in every language, each by a request of its own."""
        for language in LANGUAGES:
            with self.client(language) as client:
                for number in numbers:
                    answered = client.proceeding(number, PURPOSE)
                    assert answered is not None
                    yield _recorded(number, language, None, answered.body)

    def cards_as_of(self, numbers: Sequence[str], days: Iterable[date]) -> Iterator[RecordedCard]:
        """The cards as they stood on each of these days."""
        for day in days:
            for language in LANGUAGES:
                with self.client(language) as client:
                    yield from _as_of(client, numbers, day, language)

    def ask_everything(self, scripts: Sequence[Script], numbers: Sequence[str], day: date) -> None:
        """Each operation by both kinds of key: what is found, what is not, and what is refused."""
        for signing in (True, False):
            with self.client(signing=signing) as client:
                _ask(client, scripts, numbers)
        with self.client() as client:
            _hand_in(client, list(_look_ups(scripts)) * 10, day)
        with httpx.Client(base_url=self.url, trust_env=False, timeout=PATIENCE) as client:
            self._ask_by_soap(client, numbers)
            self._ask_wrongly(client, numbers)

    def ask_a_little(self, numbers: Sequence[str]) -> None:
        """Requests whose answers are still kept for those who repeat them."""
        with self.client() as client:
            for number in numbers[:5]:
                client.ask([by_number(number)], PURPOSE)

    def _ask_by_soap(self, client: httpx.Client, numbers: Sequence[str]) -> None:
        request = InformationRequest(
            request_id=uuid4(),
            consumer=COURT,
            legal_ground=PURPOSE.legal_ground,
            court_case=PURPOSE.court_case,
            look_ups=tuple(by_number(number) for number in numbers[:3]),
        )
        body = writer_of(REQUEST)(request.model_dump(mode="json"))
        envelope = f'<s:Envelope xmlns:s="{ENVELOPE}"><s:Body>{body}</s:Body></s:Envelope>'
        headers = {**self._authorized(), "Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{ACTION}"'}
        answer = client.post(PATH, content=envelope.encode(), headers=headers)
        assert answer.status_code == HTTPStatus.OK, answer.text

    def _ask_wrongly(self, client: httpx.Client, numbers: Sequence[str]) -> None:
        path = f"/v1/enforcement-proceedings/{numbers[0]}"
        purpose = {"LEA-Legal-Ground": PURPOSE.legal_ground, "LEA-Court-Case": "1", "LEA-Request-Id": str(uuid4())}
        refused = [
            client.get(path),
            client.get(path, headers=self._authorized()),
            client.get(path, headers={**self._authorized(), **purpose, "LEA-Legal-Ground": "curiosity"}),
            client.post("/v1/information-requests", json={}, headers=self._authorized()),
            client.post("/v1/information-requests", content=b"{", headers=self._authorized()),
        ]
        assert all(answer.is_client_error for answer in refused), refused

    def _authorized(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.bearer}"}


def guess(url: str, consumer: str, bearer: str) -> None:
    """Try out many numbers, and many keys: both raise an alarm."""
    with CourtClient(url, Identity(consumer, bearer=bearer)) as client:
        client.ask([by_number(f"{UNKNOWN}{place:05}") for place in range(60)], PURPOSE)
    with CourtClient(url, Identity(consumer, bearer=f"{consumer}.{'x' * 43}")) as stranger:
        for _ in range(60):
            with suppress(NotAuthenticated):
                stranger.policy()


def by_number(number: str) -> ByProceedingNumber:
    """The look-up of a proceeding."""
    return ByProceedingNumber(by="proceeding-number", number=number)


def _ask(client: CourtClient, scripts: Sequence[Script], numbers: Sequence[str]) -> None:
    client.policy()
    _page_through(client)
    look_ups = list(_look_ups(scripts))
    client.ask(look_ups, PURPOSE, request_id=(again := uuid4()))
    client.ask(look_ups, PURPOSE, request_id=again)
    client.reconcile([Belief(number=number) for number in (*numbers[:20], f"{UNKNOWN}00001")], PURPOSE)
    card = client.proceeding(numbers[0], PURPOSE)
    assert card is not None
    assert client.proceeding(numbers[0], PURPOSE, etag=card.etag) is None
    with suppress(NotFound):
        client.proceeding(f"{UNKNOWN}00001", PURPOSE)


def _hand_in(client: CourtClient, look_ups: Sequence[LookUp], day: date) -> None:
    """Bulk requests, answered before this returns."""
    for as_of in (None, day):
        task = client.submit(look_ups, PURPOSE, as_of=as_of).answer.id
        client.finished(task, within=PATIENCE, pause=0.2)
        with client.result(task) as lines:
            assert sum(1 for _ in lines) == len(look_ups)


def _page_through(client: CourtClient) -> None:
    """The feed of changes from its present end, which is where a consumer begins."""
    cursor = client.changes(None, PURPOSE).answer.next
    client.changes(cursor, PURPOSE, limit=100)


def _look_ups(scripts: Sequence[Script]) -> Iterator[LookUp]:
    """By document, by court case and by debtor."""
    for script in scripts:
        statement = script.steps[0].data
        assert isinstance(statement, RegisterStatement)
        document = statement.document
        yield ByExecutionDocument(
            by="execution-document",
            issuer=document.issuer.code,
            number=document.number,
            issued_on=document.issued_on,
        )
        yield ByCourtCase(by="court-case", case_number=document.case_number)
        yield ByDebtor(by="debtor", identifier=statement.debtor.identifier)


def _as_of(client: CourtClient, numbers: Sequence[str], day: date, language: Language) -> Iterator[RecordedCard]:
    for start in range(0, len(numbers), _LOOK_UPS_AT_ONCE):
        some = numbers[start : start + _LOOK_UPS_AT_ONCE]
        answered = client.ask([by_number(number) for number in some], PURPOSE, as_of=day)
        for number, result in zip(some, json.loads(answered.body)["results"], strict=True):
            yield RecordedCard(number, language, day, next(iter(result["proceedings"]), None))


def _recorded(number: str, language: Language, as_of: date | None, body: bytes) -> RecordedCard:
    recorded = RecordedCard(number, language, as_of, json.loads(body))
    assert recorded.body == body, f"{number} cannot be kept as it came"
    return recorded
