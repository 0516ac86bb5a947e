"""Fees charged by a resolution: the debt book owes what the course owes, in any order of the acts of one day."""

from datetime import date
from decimal import Decimal

import pytest

from shared.books import Account, Line
from tests.unit.books.test_books import sums_of, total
from tests.unit.proceedings.harness import Fields, life

TODAY = date(2026, 4, 20)
CASE: Fields = {"history": "compulsory", "claims": ["1000.00 BYN", "perform-action"], "today": TODAY}
LEVY: Fields = {"measure": "levy", "code": "comp-levy-bank-money"}


def _at(hour: int) -> Fields:
    return {"recording": {"at": f"2026-03-20T{hour}:00:00+03:00"}}


def _act(command: str, day: int, **fields: object) -> Fields:
    return {"command": command, "day": date(2026, 3, day), **fields}


def _paid(day: int, payment: str, sum_: str, **fields: object) -> Fields:
    return _act("record-payment", day, payment=payment, sum=f"{sum_} BYN", **{"source": "debtor", **fields})


def _reversed(day: int, payment: str, **fields: object) -> Fields:
    order = {"number": payment, "dated": date(2026, 3, day)}
    return _act("record-bank-reversal", day, payment=payment, bank_order=order, **fields)


def _annulled(day: int) -> Fields:
    paper = {"kind": "ruling", "dated": "2026-04-01", "author": "Economic Court of Minsk"}
    since = date(2026, 3, day)
    return _act("annul-act", 31, act="fee", since=since, by="court", reason="unlawful", basis=paper)


CHECK = _act("check-performance", 16, performance_check="look", claim=2, found="not-performed", circumstances="no wall")
FEE = _act("impose-fee", 17, **{"as": "fee"})
LATER_FEE = {**_act("impose-fee", 20, **{"as": "fee"}), **_at(11)}
BY_LEVY: Fields = {"source": "account-levy", "measure": "levy"}
CASES: list[tuple[str, list[Fields], str]] = [
    ("ten percent withheld before the fee was imposed",
     [_act("add-measure", 16, **LEVY), _act("change-measure-status", 16, measure="levy", status="in-force"),
      _paid(20, "first", "110.00", **BY_LEVY, **_at(10)), LATER_FEE], "450.00"),
    ("paid again on the day on which the bank took the first payment back",
     [FEE, _paid(18, "first", "450.00"), _reversed(20, "first", **_at(10)), _paid(20, "second", "450.00", **_at(11))],
     "0.00"),
    ("annulled on its day", [FEE, _annulled(17), _paid(20, "first", "200.00")], "0.00"),
    ("annulled when a part was paid", [FEE, _paid(18, "first", "200.00"), _annulled(20)], "0.00"),
    ("annulled, and the payment taken back", [FEE, _paid(18, "first", "200.00"), _annulled(20), _reversed(23, "first")],
     "0.00"),
    ("annulled, imposed anew, both payments taken back",
     [FEE, _paid(18, "first", "450.00"), _annulled(19), _act("impose-fee", 20), _paid(23, "second", "450.00"),
      _reversed(24, "second"), _reversed(25, "first")], "450.00"),
]  # fmt: skip


@pytest.mark.parametrize(("acts", "owed"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_debt_book_owes_the_fee_that_the_course_owes(acts: list[Fields], owed: str) -> None:
    proceeding = life({**CASE})
    for act in (CHECK, *acts):
        proceeding.carry_out(act, TODAY)
    assert proceeding.course(TODAY).ledger("933").fee_owed.amount == Decimal(owed)
    assert total(sums_of(proceeding), Account.OUTSTANDING, Line.FEE) == Decimal(owed)
