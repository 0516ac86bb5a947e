"""Both books add up, whatever was recorded in whatever order, and agree with the claims of the course."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events import proceedings as events
from contracts.values import Money, PositiveMoney
from services.proceedings.books import entries
from services.proceedings.domain.allocation import open_in
from services.proceedings.domain.course import Course
from services.proceedings.domain.tracks import is_duty
from shared.books import ACCOUNTS, Account, Key, Line, balances, booked, delta, out_of_balance
from shared.books.beancount import Posted, beancount
from shared.decider import Rejection
from tests.unit.order_examples import EXAMPLES
from tests.unit.proceedings.harness import INITIATED_ON, TODAY, Fields, Life, life
from tests.unit.proceedings.test_any_order import days, histories, recorded

BYN = "933"


def sums_of(proceeding: Life) -> dict[Key, Decimal]:
    """The books of a proceeding."""
    assert proceeding.state is not None
    return balances(booked(entries(proceeding.state)))


def total(sums: dict[Key, Decimal], account: Account, line: Line | None = None, on: date = date.max) -> Decimal:
    """The balance of an account at the end of a day."""
    return sum(
        (amount for key, amount in sums.items()
         if key.account is account and (line is None or key.line is line) and key.effective_on <= on),
        Decimal(),
    )  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories, days)
def test_the_books_add_up_and_agree_with_the_course(history: list[Fields], day: date) -> None:
    proceeding, _ = recorded(history)
    sums, course = sums_of(proceeding), proceeding.course(TODAY)
    assert proceeding.state is not None
    assert not out_of_balance(booked(entries(proceeding.state)))
    for on in (day, TODAY):
        for line in Line:
            charged, repaid = -total(sums, Account.CHARGED, line, on), total(sums, Account.REPAID, line, on)
            assert charged - repaid == total(sums, Account.OUTSTANDING, line, on)
            assert total(sums, Account.OUTSTANDING, line, on) >= 0
        # Nothing stays undivided, and what the bank holds belongs to somebody.
        assert total(sums, Account.UNALLOCATED, on=on) == 0
    open_claims = sum((claim.outstanding.amount for claim in course.claims.values() if claim.outstanding), Decimal())
    assert total(sums, Account.OUTSTANDING, Line.CLAIM) == open_claims
    assert total(sums, Account.OUTSTANDING, Line.COSTS) == sum(
        (ledger.costs_owed.amount for ledger in course.ledgers.values()), Decimal()
    )
    assert total(sums, Account.OUTSTANDING, Line.FEE) == sum(
        (ledger.fee_owed.amount for ledger in course.ledgers.values()), Decimal()
    )


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories, st.data())
def test_what_is_posted_step_by_step_is_what_follows_in_the_end(history: list[Fields], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(history)))
    (before, _), (after, _) = recorded(history[:cut]), recorded(history)
    posted = [*booked(entries(before.state))] if before.state else []
    posted += delta(sums_of(before), sums_of(after))
    assert balances(posted) == sums_of(after)
    assert not out_of_balance(posted)


MONEY: Fields = {"debtor": "citizen", "claims": ["900.00 BYN", "300.00 USD"], "immediate": True}
PAPER: Fields = {"kind": "statement", "dated": "2026-03-10", "author": "Alfa"}
RATE: Fields = {"currency": "840", "units": 1, "roubles": "3.0000", "source": "National Bank"}
moneys = st.tuples(st.integers(1, 150_000), st.sampled_from(["BYN", "USD"])).map(
    lambda drawn: f"{Decimal(drawn[0]) / 100:.2f} {drawn[1]}"
)
receipts = st.lists(
    st.fixed_dictionaries(
        {
            "day": days,
            "sum": moneys,
            "what": st.sampled_from(["levied", "levied", "paid", "directly", "cost"]),
            "converted": st.none() | days,
            "taken_back": st.none() | days,
        }
    ),
    min_size=1,
    max_size=6,
)


def _of_money(drawn: list[Fields]) -> Iterator[Fields]:
    """Costs, receipts with their conversions and reversals, and payments past the account."""
    yield {"command": "add-measure", "day": INITIATED_ON, "measure": "levy", "code": "comp-levy-bank-money",
           "sum": "1.00 BYN"}  # fmt: skip
    for place, each in enumerate(drawn):
        name, stated = f"money {place}", {"day": each["day"], "sum": each["sum"]}
        if each["what"] == "cost":
            yield {"command": "record-cost", "cost": name, "kind": "travel", **stated}
            continue
        if each["what"] == "directly":
            yield {"command": "confirm-direct-payment", "payment": name, "paper": PAPER, **stated}
            continue
        levied = {"source": "account-levy", "measure": "levy"} if each["what"] == "levied" else {"source": "debtor"}
        yield {"command": "record-payment", "payment": name, **stated, **levied}
        if each["converted"]:
            into = "840" if each["sum"].endswith("BYN") else "933"
            rate = {**RATE, "day": str(each["day"])}
            yield {"command": "convert-receipt", "day": each["converted"], "payment": name, "into": into, "rate": rate}
        if each["taken_back"]:
            order = {"number": "1", "dated": str(each["taken_back"])}
            yield {"command": "record-bank-reversal", "day": each["taken_back"], "payment": name, "bank_order": order}


@settings(max_examples=EXAMPLES // 8, deadline=None)
@given(receipts, st.data())
def test_held_and_reversed_money_adds_up_in_every_order_of_recording(drawn: list[Fields], data: st.DataObject) -> None:
    acts = list(_of_money(drawn))
    known = sorted(data.draw(st.permutations(acts)), key=lambda act: _NAMES_A_PAYMENT.get(act["command"], 0))
    proceeding, other = (_recorded(each) for each in (acts, known))
    sums, course = sums_of(proceeding), proceeding.course(TODAY)
    assert sums == sums_of(other)
    assert _substance(course) == _substance(other.course(TODAY))
    assert proceeding.state is not None
    assert not out_of_balance(booked(entries(proceeding.state)))
    for currency in ("933", "840"):
        of_currency = {key: amount for key, amount in sums.items() if key.currency == currency}
        for account in (Account.COSTS_PAYABLE, Account.FEE_PAYABLE, Account.RECOVERER_PAYABLE, Account.SURPLUS_PAYABLE):
            assert total(of_currency, account) <= 0
        assert total(of_currency, Account.OUTSTANDING, Line.CLAIM) == open_in(course, currency).amount
        assert total(of_currency, Account.OUTSTANDING, Line.COSTS) == course.ledger(currency).costs_owed.amount
        assert total(of_currency, Account.OUTSTANDING, Line.FEE) == course.ledger(currency).fee_owed.amount
        held = [receipt for receipt in course.receipts.values() if receipt.sum.currency == currency]
        assert -total(of_currency, Account.UNALLOCATED) == sum((each.unallocated.amount for each in held), Decimal())
        assert -total(of_currency, Account.SURPLUS_PAYABLE) == sum((each.surplus.amount for each in held), Decimal())
        came = sum((each.sum.amount for each in held if not each.past_account and not each.taken_back), Decimal())
        assert total(of_currency, Account.BANK) == came
        # Art. 403: nothing is the debtor's while a claim is open in any currency.
        if any(claim.outstanding and claim.outstanding.amount for claim in course.claims.values()):
            assert total(of_currency, Account.SURPLUS_PAYABLE) == 0


_NAMES_A_PAYMENT = {"convert-receipt": 1, "record-bank-reversal": 1, "add-measure": -1}
"""An act names only what is recorded."""


def _substance(course: Course) -> list[Any]:
    """The course without duties, which name acts by the ids of their recording."""
    return [(each.day, each.track, each.substance) for each in course.items if not is_duty(each)]


def _recorded(acts: Iterable[Fields]) -> Life:
    proceeding = life({**MONEY, "today": TODAY})
    for act in acts:
        with suppress(Rejection):
            proceeding.carry_out(act)
    return proceeding


def test_a_payment_goes_where_its_event_says() -> None:
    paid = events.PaymentReceived(
        payment=UUID(int=1),
        sum=PositiveMoney(amount=Decimal("700.00"), currency=BYN),
        source=events.PaymentSource.DEBTOR,
        costs=Money(amount=Decimal("25.00"), currency=BYN),
        fee=Money(amount=Decimal("60.00"), currency=BYN),
        repayments=(events.Repayment(claim=1, sum=PositiveMoney(amount=Decimal("600.00"), currency=BYN)),),
        surplus=Money(amount=Decimal("15.00"), currency=BYN),
        article="Art. 403",
        rule_set="epc-2021",
    )
    sums: defaultdict[tuple[Account, Line | None], Decimal] = defaultdict(Decimal)
    for key, amount in booked([(INITIATED_ON, paid)]):
        sums[key.account, key.line] += amount
    assert {where: str(amount) for where, amount in sums.items() if amount} == {
        (Account.BANK, None): "700.00",
        (Account.COSTS_PAYABLE, None): "-25.00",
        (Account.FEE_PAYABLE, None): "-60.00",
        (Account.RECOVERER_PAYABLE, None): "-600.00",
        (Account.SURPLUS_PAYABLE, None): "-15.00",
        (Account.REPAID, Line.COSTS): "25.00",
        (Account.OUTSTANDING, Line.COSTS): "-25.00",
        (Account.CHARGED, Line.FEE): "-60.00",
        (Account.REPAID, Line.FEE): "60.00",
        (Account.REPAID, Line.CLAIM): "600.00",
        (Account.OUTSTANDING, Line.CLAIM): "-600.00",
    }


def test_an_annulled_fee_is_owed_no_more() -> None:
    proceeding = life({"debtor": "citizen", "claims": ["1000.00 BYN", "perform-action"], "immediate": True})
    check = {"command": "check-performance", "day": date(2026, 3, 9), "performance_check": "look", "claim": 2,
             "found": "not-performed", "circumstances": "no wall"}  # fmt: skip
    fee = {"command": "impose-fee", "as": "fee", "day": date(2026, 3, 10)}
    paid = {"command": "record-payment", "payment": "part", "sum": "100.00 BYN", "source": "debtor"}
    annulled = {"command": "annul-act", "act": "fee", "since": date(2026, 3, 15), "by": "court", "reason": "unlawful",
                "basis": {"kind": "ruling", "number": "1", "dated": "2026-03-15", "author": "Court"}}  # fmt: skip
    for spec in (check, fee, {**paid, "day": date(2026, 3, 12)}, {**annulled, "day": TODAY}):
        proceeding.carry_out(spec, TODAY)
    sums = sums_of(proceeding)
    assert total(sums, Account.OUTSTANDING, Line.FEE, date(2026, 3, 14)) == Decimal("125.00")
    assert total(sums, Account.OUTSTANDING, Line.FEE) == 0
    assert total(sums, Account.REPAID, Line.FEE) == Decimal("100.00")
    assert sum(each.fee_owed.amount for each in proceeding.course(TODAY).ledgers.values()) == 0


def test_every_account_has_a_book() -> None:
    assert set(ACCOUNTS) == set(Account)


def test_the_export_names_accounts_and_days() -> None:
    key = Key(INITIATED_ON, Account.OUTSTANDING, BYN, Line.CLAIM, 1)
    lines = list(beancount([Posted(UUID(int=7), "0101-2026-000001", key, Decimal("1.00"))]))
    assert lines == [
        "2026-03-02 open Assets:Debt:Outstanding:P0101-2026-000001:Claim-1 BYN",
        '\n2026-03-02 * "debt" "00000000-0000-0000-0000-000000000007"',
        "  Assets:Debt:Outstanding:P0101-2026-000001:Claim-1  1.00 BYN",
    ]
