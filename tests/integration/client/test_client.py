"""The client against a running edge: operations, signatures, refusals by type."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import httpx
import pytest

from contracts.events.edge import KeyKind
from contracts.service_3_11_01 import (
    ByCourtCase,
    ByDebtor,
    ByExecutionDocument,
    ByProceedingNumber,
    LookUp,
    Outcome,
)
from contracts.values import IdentifierKind, PersonIdentifier
from infra.client import (
    Conflict,
    CourtClient,
    Identity,
    Invalid,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    Purpose,
    Unreachable,
    UntrustedAnswer,
    signing_key,
)
from tests.factories.proceedings import life
from tests.integration.client.conftest import NUMBERS, PROCEEDINGS, PURPOSE, Served, pem_of
from tests.integration.edge.conftest import COURT

NUMBER = NUMBERS[1]


def by_number(number: str) -> ByProceedingNumber:
    return ByProceedingNumber(by="proceeding-number", number=number)


@pytest.fixture
def court(served: Served) -> Iterator[CourtClient]:
    with served.client() as court:
        yield court


@pytest.mark.parametrize("kind", [KeyKind.ED25519, KeyKind.ECDSA_P256])
def test_the_answer_to_a_signed_request_is_verified(served: Served, kind: KeyKind) -> None:
    with served.client(Identity(COURT, served.keys[kind])) as court:
        answered = court.ask([by_number(NUMBER)], PURPOSE)
    assert answered.answer.results[0].proceedings[0].number == NUMBER
    assert answered.signed_by in served.service_keys
    assert served.last()["key"] == served.keys[kind].id


def test_every_kind_of_look_up(court: CourtClient) -> None:
    keys = PROCEEDINGS[1].keys
    look_ups: list[LookUp] = [
        by_number(NUMBER),
        ByExecutionDocument(
            by="execution-document",
            issuer=keys.issuer,
            number=keys.document_number,
            issued_on=keys.document_issued_on,
        ),
        ByCourtCase(by="court-case", case_number=keys.court_case),
        ByDebtor(
            by="debtor",
            identifier=PersonIdentifier(kind=IdentifierKind(keys.debtor_kind), value=keys.debtor_identifier),
        ),
        by_number("9999-2026-999999"),
    ]
    results = court.ask(look_ups, PURPOSE).answer.results
    assert [result.outcome for result in results] == [
        Outcome.FOUND, Outcome.FOUND, Outcome.SEVERAL_FOUND, Outcome.SEVERAL_FOUND, Outcome.NOT_FOUND,
    ]  # fmt: skip


def test_names_are_in_the_language_of_the_request(served: Served) -> None:
    names = set()
    for language in ("en", "ru", "be"):
        with served.client(language=language) as court:
            names.add(court.ask([by_number(NUMBER)], PURPOSE).answer.results[0].proceedings[0].status_name)
    assert len(names) == 3


def test_as_of_a_day(court: CourtClient) -> None:
    day = PROCEEDINGS[1].course.initiation.initiated_on
    outcomes = [
        court.ask([by_number(NUMBER)], PURPOSE, as_of=at).answer.results[0].outcome
        for at in (day, day - timedelta(days=1))
    ]
    assert outcomes == [Outcome.FOUND, Outcome.NOT_FOUND]


def test_as_known_at_a_moment(court: CourtClient) -> None:
    moment = life(1)[0].recorded_at
    answers = [
        court.ask([by_number(NUMBER)], PURPOSE, as_known_at=known).answer
        for known in (moment, moment - timedelta(seconds=1))
    ]
    assert [answer.results[0].outcome for answer in answers] == [Outcome.FOUND, Outcome.NOT_FOUND]
    assert answers[0].as_known_at == moment
    card = court.proceeding(NUMBER, PURPOSE)
    assert card
    assert (card.revision, card.known_since) == (0, life(1)[-1].recorded_at)


def test_a_request_id_keeps_its_answer(court: CourtClient, served: Served) -> None:
    request_id = uuid4()
    first = court.ask([by_number(NUMBER)], PURPOSE, request_id=request_id)
    again = court.ask([by_number(NUMBER)], PURPOSE, request_id=request_id)
    assert (again.body, again.answer.request_id) == (first.body, request_id)
    assert served.last()["repeated"]
    with pytest.raises(Conflict) as refusal:
        court.ask([by_number(NUMBERS[2])], PURPOSE, request_id=request_id)
    assert refusal.value.code == "request-id-reused"


def test_an_unchanged_card_is_sent_once(court: CourtClient) -> None:
    card = court.proceeding(NUMBER, Purpose("case-at-hand", "Э-12/3 «1»"))
    assert card is not None
    assert card.answer.number == NUMBER
    assert not card.stale
    assert card.signed_by is not None
    assert court.proceeding(NUMBER, PURPOSE, etag=card.etag) is None
    other = court.proceeding(NUMBERS[2], PURPOSE, etag=card.etag)
    assert other is not None


def test_refusals_are_types(court: CourtClient, served: Served) -> None:
    with pytest.raises(NotFound):
        court.proceeding("9999-2026-999999", PURPOSE)
    with pytest.raises(Invalid) as invalid:
        court.ask([by_number(NUMBER)], PURPOSE, as_of=date(2999, 1, 1))
    assert invalid.value.problem.problems[0].field == "as_of"
    with pytest.raises(Invalid):
        court.proceeding("no number", PURPOSE)
    stranger = Identity("stranger", signing_key(pem_of(KeyKind.ED25519), "stranger.one"))
    with served.client(stranger) as other, pytest.raises(NotAuthenticated):
        other.ask([by_number(NUMBER)], PURPOSE)
    with served.client(replace(served.identity, consumer="other")) as other, pytest.raises(NotPermitted):
        other.ask([by_number(NUMBER)], PURPOSE)


def test_another_key_under_a_known_id_is_refused(served: Served) -> None:
    forged = signing_key(pem_of(KeyKind.ED25519), served.keys[KeyKind.ED25519].id)
    with served.client(Identity(COURT, forged)) as court, pytest.raises(NotAuthenticated) as refusal:
        court.ask([by_number(NUMBER)], PURPOSE)
    assert refusal.value.code == "signature-wrong"


def test_the_answer_of_another_service_is_not_trusted(served: Served) -> None:
    other = signing_key(pem_of(KeyKind.ECDSA_P256))
    (id_,) = served.service_keys
    for keys in ({other.id: other.public}, {id_: other.public}, {}):
        with served.client(service_keys=keys) as court, pytest.raises(UntrustedAnswer):
            court.ask([by_number(NUMBER)], PURPOSE)


def test_an_answer_changed_in_transit_is_not_trusted(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    received = httpx.Response.iter_raw
    monkeypatch.setattr(
        httpx.Response,
        "iter_raw",
        lambda response: (part.replace(b"compulsory", b"withdrawn!") for part in received(response)),
    )
    with served.client() as court, pytest.raises(UntrustedAnswer):
        court.ask([by_number(NUMBER)], PURPOSE)


def test_a_bearer_key_is_enough_where_no_signature_is_required(served: Served) -> None:
    with served.client(Identity(COURT, bearer=served.bearer)) as court:
        assert court.ask([by_number(NUMBER)], PURPOSE).answer.results[0].outcome is Outcome.FOUND


def test_an_unreachable_service_is_distinguished(served: Served) -> None:
    with CourtClient("http://127.0.0.1:9", served.identity) as court, pytest.raises(Unreachable):
        court.policy()
