"""Both books where claims, costs and fees fall and money is taken back: everything adds up, to the kopeck."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from services.proceedings.books import entries
from shared.books import ASSETS, Account, Book, booked, debts, out_of_balance
from shared.plain_yaml import read_table
from tests.unit.proceedings.harness import Fields, Life, life

HERE = Path(__file__).parent
CASES: list[Fields] = read_table((HERE.parent / "proceedings" / "late" / "reversal.yaml").read_text(encoding="utf-8"))
INITIATED_ON = date(2026, 6, 1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_books_say_what_the_course_says(case: Fields) -> None:
    proceeding = life({**case, "initiated_on": INITIATED_ON})
    for act in case["acts"]:
        spec = {key: value for key, value in act.items() if key != "recorded"}
        proceeding.carry_out(spec, act.get("recorded", case["today"]))
        _check(proceeding)


def _check(proceeding: Life) -> None:
    assert proceeding.state is not None
    legs, course = list(booked(entries(proceeding.state))), proceeding.course()
    assert not out_of_balance(legs)
    found = debts(legs)
    for key, debt in found.items():
        assert debt.claim - debt.repayment == debt.balance
        assert min(debt.claim, debt.repayment, debt.balance) >= 0, key
        if key.claim is not None:
            claim = course.claims[key.claim]
            assert claim.sum is not None
            assert claim.repaid is not None
            assert (debt.claim, debt.repayment) == (claim.sum.amount, claim.repaid.amount)
    owed = {"costs": Decimal(), "fee": Decimal()}
    for key, debt in found.items():
        if key.line.value in owed:
            owed[key.line.value] += debt.balance
    assert owed["costs"] == sum(ledger.costs_owed.amount for ledger in course.ledgers.values())
    assert owed["fee"] == sum(ledger.fee_owed.amount for ledger in course.ledgers.values())
    custody: defaultdict[tuple[Account, str], Decimal] = defaultdict(Decimal)
    for leg in legs:
        if leg.key.book is Book.CUSTODY:
            custody[leg.key.account, leg.key.currency] += leg.amount if leg.key.account in ASSETS else -leg.amount
    assert all(sum_ >= 0 for sum_ in custody.values()), custody
