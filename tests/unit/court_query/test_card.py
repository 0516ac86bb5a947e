"""The card: every field, three languages, as of a day, money to the kopeck."""

import json
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.service_3_11_01 import EnforcementProceedingInfo
from services.court_query.domain.proceeding import Proceeding, evolve
from shared.court_card.card import card, cards
from shared.court_card.entries import (
    CardEntries,
    ClaimEntry,
    ExecutorEntry,
    InitiationEntry,
    MeasureEntry,
    RepaymentEntry,
    StatusEntry,
)
from shared.court_card.reading import claims_from, claims_to
from shared.law.names import LANGUAGES, Language
from tests.factories.proceedings import life

DAY = date(2026, 3, 2)
ONE, TWO = UUID(int=1), UUID(int=2)


def day(number: int) -> date:
    return DAY + timedelta(days=number)


CLAIMS = (
    ClaimEntry(1, "principal-debt", "933", Decimal(1000)),
    ClaimEntry(2, "penalty", "392", Decimal(500)),
    ClaimEntry(3, "perform-action", None, None),
)
INITIATION = InitiationEntry(
    1, DAY, DAY, "0101", CLAIMS, "EC-01", "1-2026", DAY, "1-15/2025", "unp", "100000022"
)  # fmt: skip
COURSE = CardEntries(
    number="0101-2026-000001",
    initiations=(INITIATION,),
    executors=(ExecutorEntry(1, DAY, "0101-001", "Первый"), ExecutorEntry(9, day(20), "0101-002", "Второй")),
    statuses=(
        StatusEntry(1, DAY, "initiated", "initiate-statement"),
        StatusEntry(3, day(12), "compulsory", "compulsory-term-expired"),
        # Registered late: it had effect before what was recorded before it.
        StatusEntry(4, day(5), "voluntary-term", "voluntary-term-served"),
    ),
    measures=(
        MeasureEntry(5, day(14), ONE, "ea-arrest", "adopted"),
        MeasureEntry(6, day(13), TWO, "ea-summon", "adopted"),
        MeasureEntry(7, day(16), ONE, None, "performed"),
    ),
    repayments=(RepaymentEntry(8, day(18), 1, Decimal("0.1")), RepaymentEntry(10, day(21), 1, Decimal("999.90"))),
)


def told(on: date | None, language: Language = "en") -> EnforcementProceedingInfo:
    answer = card(COURSE, language, on)
    assert answer is not None
    return EnforcementProceedingInfo.model_validate_json(answer)


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bytes_are_those_the_contract_writes(number: int, language: Language) -> None:
    proceeding: Proceeding | None = reduce(evolve, life(number), None)
    assert proceeding
    written = cards(proceeding.course)[language]
    assert EnforcementProceedingInfo.model_validate_json(written).model_dump_json().encode() == written


@pytest.mark.parametrize(
    ("language", "body", "status", "claim", "currency"),
    [
        ("en", "Minsk City: ", "Compulsory execution", "Principal debt", "Belarusian ruble"),
        ("ru", "Отдел принудительного", "Принудительное исполнение", "Основной долг", "Белорусский рубль"),
        ("be", "Аддзел прымусовага", "Прымусовае выкананне", "Асноўны доўг", "Беларускі рубель"),
    ],
)
def test_names_are_in_the_language_asked_for(
    language: Language, body: str, status: str, claim: str, currency: str
) -> None:
    info = told(None, language)
    assert info.body_name.startswith(body)
    assert info.status_name == status
    assert info.claims[0].name == claim
    assert info.claims[0].currency
    assert info.claims[0].currency.name == currency
    assert info.claims[0].currency.abbreviation == "BYN"


@pytest.mark.parametrize(
    ("on", "status", "statuses", "executor", "measures", "repaid"),
    [
        (0, "initiated", 1, "Первый", [], "0.00"),
        (4, "initiated", 1, "Первый", [], "0.00"),
        (5, "voluntary-term", 2, "Первый", [], "0.00"),
        (12, "compulsory", 3, "Первый", [], "0.00"),
        (13, "compulsory", 3, "Первый", ["ea-summon adopted"], "0.00"),
        (15, "compulsory", 3, "Первый", ["ea-summon adopted", "ea-arrest adopted"], "0.00"),
        (16, "compulsory", 3, "Первый", ["ea-summon adopted", "ea-arrest performed"], "0.00"),
        (18, "compulsory", 3, "Первый", ["ea-summon adopted", "ea-arrest performed"], "0.10"),
        (20, "compulsory", 3, "Второй", ["ea-summon adopted", "ea-arrest performed"], "0.10"),
        (21, "compulsory", 3, "Второй", ["ea-summon adopted", "ea-arrest performed"], "1000.00"),
        (None, "compulsory", 3, "Второй", ["ea-summon adopted", "ea-arrest performed"], "1000.00"),
    ],
)
def test_as_of_a_day(
    on: int | None, status: str, statuses: int, executor: str, measures: list[str], repaid: str
) -> None:
    info = told(None if on is None else day(on))
    assert info.status_code == status
    assert len(info.statuses) == statuses
    assert info.executor_full_name == executor
    assert [f"{measure.code} {measure.status_code}" for measure in info.measures] == measures
    assert info.claims[0].repaid == Decimal(repaid)


def test_before_its_initiation_there_was_no_proceeding() -> None:
    assert card(COURSE, "en", day(-1)) is None


def test_the_history_is_in_the_order_of_effect() -> None:
    assert [status.date for status in told(None).statuses] == [day(0), day(5), day(12)]
    assert [measure.added_on for measure in told(None).measures] == [day(13), day(14)]


def test_sums_have_the_decimals_of_their_currency() -> None:
    answer = card(COURSE, "en")
    assert answer
    claims = json.loads(answer)["claims"]
    assert [claim["amount"] for claim in claims] == ["1000.00", "500", None]
    assert [claim["balance"] for claim in claims] == ["0.00", "500", None]


@given(
    st.decimals(min_value="0.01", max_value="9999999999999999.99", places=2),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 10**6)), max_size=8),
    st.integers(0, 60),
)
def test_claim_less_repayment_is_the_balance_on_any_day(
    amount: Decimal, shares: list[tuple[int, int]], on: int
) -> None:
    repayments = tuple(
        RepaymentEntry(version, day(offset), 1, (amount * share / 10**8).quantize(Decimal("0.01")))
        for version, (offset, share) in enumerate(shares, start=2)
    )
    claimed = INITIATION._replace(claims=(ClaimEntry(1, "fine", "933", amount),))
    answer = card(COURSE._replace(initiations=(claimed,), repayments=repayments), "en", day(on))
    assert answer
    claim = json.loads(answer)["claims"][0]
    repaid = sum((entry.amount for entry in repayments if entry.effective <= day(on)), Decimal(0))
    assert Decimal(claim["repaid"]) == repaid
    assert Decimal(claim["balance"]) == amount - repaid


def test_claims_are_read_as_they_were_written() -> None:
    assert claims_from(claims_to(CLAIMS)) == CLAIMS
