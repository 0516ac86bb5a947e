"""Rights, purposes, outcomes and freshness, as tables."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from contracts.codelists import LEGAL_GROUNDS
from contracts.problems import Problem
from contracts.service_3_11_01 import ByDebtor, ByProceedingNumber, Freshness, InformationAnswer, Outcome
from contracts.values import IdentifierKind, PersonIdentifier
from services.edge.access.domain.proofs import bearer_of
from services.edge.access.domain.purposes import purpose_in
from services.edge.access.domain.rights import answered_kinds, check_ground, check_scopes, check_valid
from services.edge.access_log.domain.record import Purpose
from services.edge.lookup.domain.answers import (
    PROCEEDINGS_AT_MOST,
    FoundProceeding,
    HeldBack,
    answer_body,
    freshness_body,
    result_of,
)
from services.edge.lookup.domain.answers import ReadModelFreshness as Measured
from services.edge.lookup.domain.reconciliation import reconciliation_in
from services.edge.lookup.domain.requests import (
    PRESENT,
    LookupRequest,
    PointInTime,
    check_time,
    day_in,
    look_up_in,
    moment_in,
    request_in,
)
from services.edge.lookup.freshness import FreshnessPolicy
from services.edge.refusals import NOT_PERMITTED
from services.edge.registry.domain.consumers import SCOPES, BearerKey, Consumer
from shared.clock import FixedClock
from shared.http.authentication import secret_digest
from shared.http.problems import MALFORMED, Refused
from shared.refreshing import RefreshingCache

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
KEYS = (
    BearerKey(secret_digest("supreme-court.old"), NOW - timedelta(days=9), NOW),
    BearerKey(secret_digest("supreme-court.key"), NOW),
)
COURT = Consumer("supreme-court", KEYS, frozenset(SCOPES), frozenset(LEGAL_GROUNDS), NOW)
REGISTRY = {COURT.id: COURT}
NUMBER = ByProceedingNumber(by="proceeding-number", number="0101-2026-000001")
DEBTOR = ByDebtor(by="debtor", identifier=PersonIdentifier(kind=IdentifierKind.UNP, value="100000022"))


@pytest.mark.parametrize(
    "key", ["supreme-court.other", "supreme-court", "nobody.key", ".", "supreme-court.key ", "ключ"]
)
def test_a_wrong_bearer_key_is_refused(key: str) -> None:
    with pytest.raises(Refused, match="not-authenticated"):
        bearer_of(REGISTRY, key, NOW)


def test_the_right_bearer_key_is_accepted() -> None:
    assert bearer_of(REGISTRY, "supreme-court.key", NOW) is COURT
    check_valid(COURT, NOW)


@pytest.mark.parametrize(("key", "early"), [("old", 0), ("key", 1)])
def test_a_bearer_key_is_accepted_while_it_is_valid(key: str, early: int) -> None:
    with pytest.raises(Refused, match="key-not-valid"):
        bearer_of(REGISTRY, f"supreme-court.{key}", NOW - timedelta(seconds=early))


@pytest.mark.parametrize("moment", [NOW - timedelta(microseconds=1), NOW + timedelta(days=1), NOW + timedelta(days=9)])
def test_validity_has_a_beginning_and_an_end(moment: datetime) -> None:
    consumer = Consumer("c", (), frozenset(), frozenset(), NOW, NOW + timedelta(days=1))
    with pytest.raises(Refused, match="consumer-not-valid"):
        check_valid(consumer, moment)


@pytest.mark.parametrize("ground", LEGAL_GROUNDS)
def test_an_unregistered_ground_is_refused_with_its_article(ground: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_ground(Consumer("c", (), frozenset(), frozenset(), NOW), ground, "legal_ground")
    assert refusal.value.problems[0].article == LEGAL_GROUNDS[ground].article


def test_kinds_that_were_answered_must_still_be_permitted() -> None:
    outcomes = ("found", "not-found", "not-permitted", "malformed", "several-found", "same")
    look_ups = ("debtor", "court-case", "execution-document", "malformed", "debtor", "proceeding-number")
    kinds = answered_kinds(look_ups, outcomes)
    assert kinds == {"debtor", "court-case", "proceeding-number"}
    check_scopes(SCOPES, kinds)
    check_scopes((), ())
    with pytest.raises(Refused) as refusal:
        check_scopes(("proceeding-number",), kinds)
    assert refusal.value.kind is NOT_PERMITTED
    assert [problem.detail.rpartition(" ")[2] for problem in refusal.value.problems] == ["court-case", "debtor"]


def test_the_purpose_is_read_from_headers() -> None:
    request_id = uuid4()
    purpose = purpose_in(str(request_id).upper(), "case-at-hand", " 1%2F2 ")
    assert (purpose.request_id, purpose.legal_ground, purpose.court_case) == (request_id, "case-at-hand", "1/2")


@pytest.mark.parametrize(("found", "outcome"), [(0, Outcome.NOT_FOUND), (1, Outcome.FOUND), (2, Outcome.SEVERAL_FOUND)])
def test_the_outcome_depends_on_the_number_found(found: int, outcome: Outcome) -> None:
    result = result_of("look_ups.0", DEBTOR, frozenset(SCOPES), [FoundProceeding("n", b"{}")] * found)
    assert (result.outcome, len(result.found), result.problem) == (outcome, found, None)


def test_too_many_proceedings_are_not_listed() -> None:
    result = result_of(
        "look_ups.0", DEBTOR, frozenset(SCOPES), [FoundProceeding("n", b"{}")] * (PROCEEDINGS_AT_MOST + 1)
    )
    assert (result.outcome, result.found) == (Outcome.SEVERAL_FOUND, ())
    assert result.problem
    assert result.problem.code == "too-many-found"


def test_a_look_up_out_of_scope_is_not_permitted() -> None:
    result = result_of("look_ups.3", DEBTOR, frozenset({"court-case"}), ())
    assert result.outcome == Outcome.NOT_PERMITTED
    assert result.problem
    assert result.problem.field == "look_ups.3"


@pytest.mark.parametrize("at", [PRESENT, PointInTime(NOW.date()), PointInTime(NOW.date(), NOW), PointInTime(None, NOW)])
def test_the_spliced_answer_is_one_of_the_contract(at: PointInTime) -> None:
    problem = Problem(code="c", rule="r", detail='with "quotes"', field="look_ups.0")
    results = [
        result_of("look_ups.0", problem, frozenset(), ()),
        result_of("look_ups.1", NUMBER, frozenset(), ()),
        result_of("look_ups.2", NUMBER, frozenset(SCOPES), ()),
    ]
    request = LookupRequest("court", Purpose(uuid4(), "case-at-hand", "1-1/2026"), (problem, NUMBER, NUMBER), at)
    body = answer_body(request, NOW, freshness_body(NOW, 0.0, False), results)
    answer = InformationAnswer.model_validate_json(body)
    assert (answer.request_id, answer.answered_at) == (request.purpose.request_id, NOW)
    assert PointInTime(answer.as_of, answer.as_known_at) == at
    assert [result.outcome.value for result in answer.results] == ["malformed", "not-permitted", "not-found"]
    assert answer.results[0].problem == problem


def measured(lag: float = 0.0, age: float = 0.0, **others: Any) -> Measured:
    """A measurement that was read at NOW."""
    return Measured(NOW, lag, age, NOW.timestamp(), **{"held_back": {}, **others})


@pytest.mark.parametrize(
    ("lag", "age", "since_read", "reported", "stale"),
    [
        (0, 0, -3, 0.0, False),
        (0, 0, 15, 15.0, False),
        (0, 0, 15.5, 15.5, True),
        (9, 5, 1, 15.0, False),
        (9, 5, 2, 16.0, True),
    ],
)
def test_freshness(lag: float, age: float, since_read: float, reported: float, stale: bool) -> None:
    body = _freshness_policy(since_read).body(measured(lag, age), ())
    assert Freshness.model_validate_json(body) == Freshness(data_as_of=NOW, lag_seconds=reported, stale=stale)


def test_a_disconnected_read_model_is_stale_whatever_its_lag() -> None:
    disconnected = measured(connected=False)
    assert Freshness.model_validate_json(_freshness_policy(0).body(disconnected, ())).stale
    assert _freshness_policy(0).headers(disconnected, ()) == {
        "lea-data-as-of": NOW.isoformat(),
        "lea-lag-seconds": "0.0",
        "lea-stale": "true",
    }


def _freshness_policy(seconds: float) -> FreshnessPolicy:
    async def never() -> Measured:
        raise AssertionError

    return FreshnessPolicy(RefreshingCache("freshness", never, 1, 1), FixedClock(NOW + timedelta(seconds=seconds)), 15)


def test_a_proceeding_with_a_parked_event_has_its_own_freshness() -> None:
    earlier = NOW - timedelta(hours=1)
    with_held = measured(lag=1, held_back={"held": HeldBack(earlier, 3600.0)})
    assert with_held.for_numbers(["other"]) == NOW
    assert with_held.for_numbers(["other", "held"]) == earlier
    assert with_held.lag_for(["other"], NOW.timestamp()) == 1.0
    assert with_held.lag_for(["other", "held"], NOW.timestamp() + 2) == 3602.0


def test_only_a_model_that_has_caught_up_shows_what_is_not_there() -> None:
    policy = _freshness_policy(5)
    policy.check_absence(measured(lag=10))
    policy.check_absence(measured(connected=False))  # nothing was stored that it lacks
    policy.check_absence(measured(held_back={"held": HeldBack(NOW, 3600.0)}))
    for late in (measured(lag=10.5), measured(age=11), measured(lacks_a_whole=True)):
        with pytest.raises(Refused) as refusal:
            policy.check_absence(late)
        assert refusal.value.kind.status == 503


def test_a_body_of_any_bytes_is_refused_or_understood() -> None:
    for body in (b"\x00", b"\xff\xfe", b"{}", b"[]", b"null", b'{"look_ups":[{}]}', b"1e999", b"{" * 5000):
        with pytest.raises(Refused):
            request_in(body)


@pytest.mark.parametrize("depth", [150, 198, 250, 990, 100_000])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}")])
def test_deep_json_is_refused(start: str, end: str, depth: int) -> None:
    deep = start * depth + ("1" if start != "[" else "") + end * depth
    member = {"by": "debtor", "identifier": "DEEP"}
    for read, field in ((request_in, "look_ups"), (reconciliation_in, "beliefs")):
        request = {"request_id": str(uuid4()), "consumer": COURT.id, "legal_ground": "case-at-hand", "court_case": "1"}
        bodies = [deep, start * depth]
        bodies += [json.dumps({**request, field: [item]}).replace('"DEEP"', deep) for item in ("DEEP", member)]
        bodies += [json.dumps({**request, field: [], "other": "DEEP"}).replace('"DEEP"', deep)]
        for body in bodies:
            try:
                read(body.encode())
            except Refused as refusal:
                malformed = depth > 200 or body == start * depth
                assert refusal.kind is MALFORMED or not malformed  # noqa: PT017 - some are read
    assert isinstance(look_up_in(deep, "line 1"), Problem)
    assert isinstance(look_up_in(json.dumps(member).replace('"DEEP"', deep), "line 1"), Problem)


@pytest.mark.parametrize("day", ["0", "1700000000", "2026-1-1", "2026-02-30", "2026-01-01T00:00:00", "٢٠٢٦-٠١-٠١"])
def test_a_day_has_one_form(day: str) -> None:
    body = {
        "request_id": str(uuid4()),
        "consumer": COURT.id,
        "legal_ground": "case-at-hand",
        "court_case": "1",
        "look_ups": [{"by": "execution-document", "issuer": "EC-01", "number": "1", "issued_on": day}],
    }
    (look_up,) = request_in(json.dumps(body).encode()).look_ups
    assert isinstance(look_up, Problem)
    with pytest.raises(Refused, match="invalid-request"):
        request_in(json.dumps({**body, "as_of": day}).encode())
    with pytest.raises(Refused, match="malformed-request"):
        day_in(day)


@pytest.mark.parametrize(
    "moment",
    ["0", "1700000000", "2026-01-01", "2026-01-01T09:00:00", "2026-01-01 09:00:00Z", "2026-02-30T09:00:00Z",
     "1600-01-01T09:00:00Z", "2026-01-01T09:00Z"],
)  # fmt: skip
def test_a_moment_has_one_form(moment: str) -> None:
    body = {
        "request_id": str(uuid4()),
        "consumer": COURT.id,
        "legal_ground": "case-at-hand",
        "court_case": "1",
        "look_ups": [{"by": "court-case", "case_number": "1"}],
        "as_known_at": moment,
    }
    with pytest.raises(Refused, match="invalid-request"):
        request_in(json.dumps(body).encode())
    with pytest.raises(Refused, match="malformed-request"):
        moment_in(moment)


def test_a_moment_is_read_with_its_offset() -> None:
    body = {
        "request_id": str(uuid4()),
        "consumer": COURT.id,
        "legal_ground": "case-at-hand",
        "court_case": "1",
        "look_ups": [{"by": "court-case", "case_number": "1"}],
    }
    read = datetime(2026, 11, 20, 9, 0, 0, 250000, tzinfo=UTC)
    assert moment_in("2026-11-20T12:00:00.25+03:00") == moment_in("2026-11-20T09:00:00.250000Z") == read
    assert moment_in(None) is None
    for moment in ("2026-11-20T12:00:00.25+03:00", "2026-11-20T09:00:00.250000000Z", "2026-11-20t09:00:00.25z"):
        assert request_in(json.dumps({**body, "as_known_at": moment}).encode()).at == PointInTime(None, read)


def test_nothing_is_known_of_moments_to_come() -> None:
    check_time(PointInTime(None, NOW), NOW)
    with pytest.raises(Refused, match="invalid-request") as refusal:
        check_time(PointInTime(None, NOW + timedelta(microseconds=1)), NOW)
    assert refusal.value.problems[0].field == "as_known_at"
