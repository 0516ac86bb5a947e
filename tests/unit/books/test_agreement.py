"""The cases of `agreement.yaml`: the books say what the course says, whatever was recorded first."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from services.proceedings.books import entries
from shared.books import ASSETS, Account, Line, balances, booked, out_of_balance
from shared.plain_yaml import read_table
from tests.unit.proceedings.harness import TODAY, Fields, Life, life

CASES: list[Fields] = read_table((Path(__file__).parent / "agreement.yaml").read_text(encoding="utf-8"))
CASE: Fields = {"debtor": "citizen", "claims": ["1000.00 BYN", "perform-action"], "immediate": True, "today": TODAY}
LEVY: list[Fields] = [
    {"command": "add-measure", "day": date(2026, 3, 4), "measure": "levy", "code": "comp-levy-bank-money",
     "sum": "1000.00 BYN"},
    {"command": "change-measure-status", "day": date(2026, 3, 5), "measure": "levy", "status": "in-force"},
]  # fmt: skip
PAPER = {"kind": "ruling", "number": "1", "dated": "2026-03-15", "author": "Court"}
NAME_A_PAYMENT = {"record-bank-reversal"}
BYN = "933"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_books_agree_with_the_course_in_every_order_of_recording(case: Fields) -> None:
    for proceeding in _recorded(case):
        assert proceeding.state is not None
        legs = list(booked(entries(proceeding.state)))
        assert not out_of_balance(legs)
        sums, ledger = balances(legs), proceeding.course(TODAY).ledger(BYN)
        owed = {
            line.value: sum((amount for key, amount in sums.items()
                             if key.account is Account.OUTSTANDING and key.line is line), Decimal("0.00"))
            for line in (Line.FEE, Line.COSTS)
        }  # fmt: skip
        assert {line: str(sum_) for line, sum_ in owed.items()} == case["owed"]
        assert owed == {"fee": ledger.fee_owed.amount, "costs": ledger.costs_owed.amount}
        for name, sum_ in case["accounts"].items():
            account = Account(name)
            debits = sum((amount for key, amount in sums.items() if key.account is account), Decimal("0.00"))
            assert str(debits if account in ASSETS or not debits else -debits) == sum_
            assert str(proceeding.course(TODAY).custody.holds(proceeding.course(TODAY).items, account, BYN)) == sum_


def _recorded(case: Fields) -> Iterator[Life]:
    """The proceeding after the acts of a case, in each order in which an act names only what is recorded."""
    begun = life(CASE)
    for act in LEVY:
        begun.carry_out({**act})
    for proceeding in _in_every_order(begun, case["acts"]):
        if annulled := case.get("annulled"):
            spec = {"command": "annul-act", "by": "court", "reason": "unlawful", "basis": PAPER, "day": TODAY}
            proceeding.carry_out({**spec, **annulled})
        yield proceeding


def _in_every_order(proceeding: Life, acts: Sequence[Fields]) -> Iterator[Life]:
    """Orders that begin alike share their beginning."""
    if not acts:
        yield proceeding
    for place, act in enumerate(acts):
        others = [*acts[:place], *acts[place + 1 :]]
        if act["command"] in NAME_A_PAYMENT and any(act["payment"] == each.get("payment") for each in others):
            continue
        followed = proceeding.copy()
        followed.carry_out({**act})
        yield from _in_every_order(followed, others)
