"""The accounts of bodies: who closes which period, and money that no proceeding is named for."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from contracts.commands.accounts import ClosePeriod
from contracts.envelope import CommandEnvelope
from contracts.events.accounts import PeriodClosed
from contracts.events.proceedings import PaymentReceived
from contracts.identifiers import accounts_of
from contracts.problems import Problem
from contracts.recording import Paper
from contracts.values import Money
from services.proceedings.domain.accounts import ACCOUNTS, AccountFacts, BodyAccount
from shared.books import Account
from shared.decider import Context, Rejection
from tests.unit.proceedings.body_account import AccountLife
from tests.unit.proceedings.harness import Fields, Life, life, named
from tests.unit.proceedings.test_cases import CASES

TODAY = date(2026, 7, 2)
STATEMENT = Paper(kind="bank-statement", number="6", dated=date(2026, 6, 30), author="Belarusbank")

RECEIPT = Paper(kind="receipt", number="12", dated=date(2026, 6, 30), author="Ivanova Anna Petrovna")
IN_HAND = (Money(amount=Decimal("215.00"), currency="933"),)


def _decided(*, state: date | None = None, by: str = "accountant:0101-003", **more: Any) -> list[Any]:
    body, until = more.get("body", "0101"), more.get("until", date(2026, 6, 30))
    command = CommandEnvelope[Any](
        id=UUID(int=1),
        source="/lea/test",
        type=ClosePeriod.type,
        stream=more.get("stream", accounts_of(body)),
        effective_date=TODAY,
        issued_at=datetime(2026, 7, 2, 9, tzinfo=UTC),
        actor=by,
        correlation_id=UUID(int=1),
        data=ClosePeriod(body=body, until=until, statement=STATEMENT, cash=more.get("cash")),
    )
    facts = AccountFacts(more.get("known", True), more.get("closed_until"), cash_in_hand=more.get("in_hand", ()))
    return list(ACCOUNTS.decide(BodyAccount(state), command, Context(TODAY, facts)))


@pytest.mark.parametrize("by", ["accountant:0101-003", "head:0101-001"])
def test_the_body_closes_its_accounts(by: str) -> None:
    [closed] = _decided(by=by)
    assert isinstance(closed, PeriodClosed)
    assert (closed.body, closed.until, closed.article) == ("0101", date(2026, 6, 30), "Art. 403")


def test_seized_cash_that_is_not_in_the_bank_is_explained() -> None:
    [closed] = _decided(in_hand=IN_HAND, cash=RECEIPT)
    assert closed.cash == RECEIPT


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"by": "executor:0101-017"}, "actor-unfit"),
        ({"by": "accountant:0102-003"}, "actor-unfit"),
        ({"until": date(2026, 7, 3)}, "period-not-over"),
        ({"known": False}, "body-without-accounts"),
        ({"closed_until": date(2026, 6, 30)}, "period-already-closed"),
        ({"state": date(2026, 6, 30)}, "period-already-closed"),
        ({"stream": UUID(int=7)}, "stream-of-another-body"),
        ({"in_hand": IN_HAND}, "cash-in-hand-unexplained"),
        ({"cash": RECEIPT}, "no-cash-in-hand"),
    ],
)
def test_what_is_refused(asked: dict[str, Any], code: str) -> None:
    with pytest.raises(Rejection) as refused:
        _decided(**asked)
    assert [problem.code for problem in refused.value.problems] == [code]


CREDITED, FOUND, SENT, BACK = date(2021, 4, 5), date(2021, 4, 12), date(2021, 4, 13), date(2021, 4, 14)
RECEIVE: Fields = {"command": "receive-unidentified", "day": CREDITED, "receipt": "first", "sum": "200.00 BYN"}
IDENTIFY: Fields = {"command": "identify-receipt", "day": FOUND, "receipt": "first", "sum": "150.00 BYN",
                    "proceeding": "EP-1", "payment": "found"}  # fmt: skip
BEGUN_LATER: Fields = {"facts": {"initiated_on": date(2021, 4, 8)}}
WITHDRAW: Fields = {"command": "withdraw-identification", "day": SENT, "payment": "found", "by": "policy:body-account"}
RETURN: Fields = {"command": "return-unidentified", "day": SENT, "receipt": "first", "sum": "50.00 BYN", "payout": "p"}
CONFIRM: Fields = {"command": "confirm-unidentified-return", "day": BACK, "payout": "p"}
UNDO: Fields = {"command": "undo-unidentified-return", "day": BACK, "payout": "p"}
STRIKE: Fields = {"command": "strike-unidentified", "day": BACK, "receipt": "first"}


def _account(*specs: Fields) -> AccountLife:
    account = AccountLife()
    for spec in specs:
        account.carry_out(spec)
    return account


def _held(account: AccountLife, on: date = BACK) -> dict[str, str]:
    sums = dict.fromkeys(Account, Decimal())
    for key, amount in account.legs():
        if key.effective_on <= on:
            sums[key.account] += amount
    return {each.value: f"{sum_:.2f}" for each, sum_ in sums.items() if sum_}


@pytest.mark.parametrize(
    ("specs", "on", "held"),
    [
        ((RECEIVE,), CREDITED, {"bank": "200.00", "unidentified": "-200.00"}),
        # What was identified stands in the books of its proceeding, from the day of its credit on.
        ((RECEIVE, IDENTIFY), CREDITED, {"bank": "50.00", "unidentified": "-50.00"}),
        # Where the proceeding began after the credit, from the day of the initiation on.
        ((RECEIVE, {**IDENTIFY, **BEGUN_LATER}), CREDITED, {"bank": "200.00", "unidentified": "-200.00"}),
        ((RECEIVE, {**IDENTIFY, **BEGUN_LATER}), date(2021, 4, 7), {"bank": "200.00", "unidentified": "-200.00"}),
        ((RECEIVE, {**IDENTIFY, **BEGUN_LATER}), date(2021, 4, 8), {"bank": "50.00", "unidentified": "-50.00"}),
        ((RECEIVE, {**IDENTIFY, **BEGUN_LATER}, WITHDRAW), BACK, {"bank": "200.00", "unidentified": "-200.00"}),
        ((RECEIVE, IDENTIFY, WITHDRAW), BACK, {"bank": "200.00", "unidentified": "-200.00"}),
        ((RECEIVE, IDENTIFY, RETURN), SENT, {"bank": "50.00", "payout-in-transit": "-50.00"}),
        ((RECEIVE, IDENTIFY, RETURN, CONFIRM), BACK, {}),
        ((RECEIVE, RETURN, UNDO), BACK, {"bank": "200.00", "unidentified": "-200.00"}),
        ((RECEIVE, RETURN, CONFIRM, UNDO), BACK, {"bank": "200.00", "unidentified": "-200.00"}),
        ((RECEIVE, STRIKE), BACK, {}),
        ((RECEIVE, STRIKE, {**RECEIVE, "receipt": "again"}), BACK, {"bank": "200.00", "unidentified": "-200.00"}),
    ],
)
def test_what_the_account_holds_of_no_proceeding(specs: tuple[Fields, ...], on: date, held: dict[str, str]) -> None:
    assert _held(_account(*specs), on) == held


@pytest.mark.parametrize(
    ("before", "asked", "codes"),
    [
        ((), {**RECEIVE, "by": "registrar:0101-003"}, "actor-unfit"),
        ((), {**RECEIVE, "by": "executor:0102-003"}, "actor-unfit"),
        ((), {**RECEIVE, "facts": {"known": False}}, "body-without-accounts"),
        ((), {**RECEIVE, "facts": {"order_recorded_in": "0101-2021-000001"}}, "bank-order-already-recorded"),
        ((RECEIVE,), RECEIVE, "receipt-already-recorded"),
        ((RECEIVE,), {**RECEIVE, "receipt": "again"}, "bank-order-already-recorded"),
        ((), IDENTIFY, "receipt-unknown"),
        ((RECEIVE, STRIKE), IDENTIFY, "receipt-unknown"),
        ((RECEIVE,), {**IDENTIFY, "sum": "200.01 BYN"}, "above-unidentified"),
        ((RECEIVE,), {**IDENTIFY, "sum": "100.00 EUR"}, "above-unidentified"),
        ((RECEIVE, IDENTIFY), {**RETURN, "sum": "50.01 BYN"}, "above-unidentified"),
        ((RECEIVE,), {**IDENTIFY, "day": date(2021, 4, 4)}, "before-credit"),
        ((RECEIVE,), {**IDENTIFY, "facts": {"proceeding_body": "0102"}}, "proceeding-of-another-body"),
        ((RECEIVE,), {**IDENTIFY, "facts": {"proceeding_body": None}}, "proceeding-of-another-body"),
        ((RECEIVE, IDENTIFY), {**IDENTIFY, "sum": "50.00 BYN"}, "payment-already-recorded"),
        ((RECEIVE, IDENTIFY), {**WITHDRAW, "by": "accountant:0101-003"}, "withdrawal-stated-by-another"),
        ((RECEIVE,), WITHDRAW, "receipt-unknown"),
        ((RECEIVE, RETURN), {**RETURN, "sum": "1.00 BYN"}, "payout-already-recorded"),
        ((RECEIVE,), CONFIRM, "payout-unknown"),
        ((RECEIVE, RETURN, CONFIRM), CONFIRM, "payout-settled"),
        ((RECEIVE, RETURN, UNDO), UNDO, "payout-settled"),
        ((RECEIVE, RETURN), {**CONFIRM, "day": FOUND}, "before-payout"),
        ((RECEIVE, IDENTIFY), STRIKE, "receipt-settled"),
        ((RECEIVE, RETURN), STRIKE, "receipt-settled"),
    ],
)
def test_what_is_refused_of_unidentified_money(before: tuple[Fields, ...], asked: Fields, codes: str) -> None:
    account = _account(*before)
    with pytest.raises(Rejection) as refused:
        account.carry_out(asked)
    assert [problem.code for problem in refused.value.problems] == [codes]


def test_a_payment_that_the_proceeding_refuses_is_not_identified() -> None:
    problem = Problem(code="payment-already-recorded", rule="a payment is recorded once", detail="it is")
    with pytest.raises(Rejection) as refused:
        _account(RECEIVE, {**IDENTIFY, "facts": {"payment_refused": (problem,)}})
    assert refused.value.problems == (problem,)


def _with_payday() -> tuple[AccountLife, Life]:
    """A proceeding in which wages were withheld on 3 April, and what the mill sent without naming it on the 6th."""
    proceeding = life(next(case for case in CASES if case["name"] == "or to the account"))
    account = AccountLife({"EP-1": proceeding})
    account.carry_out({**RECEIVE, "day": date(2026, 4, 6), "sum": "180.00 BYN"})
    return account, proceeding


OF_MARCH: Fields = {**IDENTIFY, "day": date(2026, 4, 20), "sum": "180.00 BYN", "source": "income-levy",
                    "measure": "wages", "payday": "march"}  # fmt: skip


def test_money_that_an_employer_sent_without_a_number_settles_its_payday() -> None:
    account, proceeding = _with_payday()
    assert "remit-withheld" in {duty for duty, _ in proceeding.course().duties}
    account.carry_out(OF_MARCH)
    course = proceeding.course()
    assert course.things.status(named("march")) == "remitted"
    assert "remit-withheld" not in {duty for duty, _ in course.duties}


def test_the_payday_is_one_of_the_proceeding() -> None:
    account, _ = _with_payday()
    with pytest.raises(Rejection) as refused:
        account.carry_out({**OF_MARCH, "payday": "another"})
    assert [problem.field for problem in refused.value.problems] == ["payday"]


@pytest.mark.parametrize(("field", "stated"), [("pledged_thing", True), ("passed_on", named("at the first body"))])
def test_what_the_payment_states_of_identified_money(field: str, stated: Any) -> None:
    proceeding = life({"history": "levied"})
    account = AccountLife({"EP-1": proceeding})
    account.carry_out({**RECEIVE, "day": date(2026, 4, 6)})
    account.carry_out({**IDENTIFY, "day": date(2026, 4, 20), field: stated})
    [payment] = [each.data for each in proceeding.stream if isinstance(each.data, PaymentReceived)]
    assert getattr(payment, field) == stated
