"""Which measures bear the ten percent of what is paid after them: the closed list of Art. 402(3)."""

from datetime import date
from decimal import Decimal

import pytest

from contracts.codelists import MEASURES
from contracts.events.proceedings import PaymentReceived, PaymentSource
from services.proceedings.domain.fees import right_to_fee
from services.proceedings.domain.rules import rules_named
from tests.unit.proceedings.harness import Fields, life

IND_2 = "Art. 402(3) ind. 2"
BEARING = {
    # Art. 360(2) ind. 2-4, 6, 7
    "comp-levy-property": IND_2,
    "cash-levy": IND_2,
    "seize-cash": IND_2,
    "comp-levy-bank-money": IND_2,
    "bank-presentation": IND_2,
    "multi-account-levy": IND_2,
    "budget-account-levy": IND_2,
    "comp-levy-third-accounts": IND_2,
    "third-party-levy": IND_2,
    "third-party-prescription": IND_2,
    "comp-levy-wages": IND_2,
    "wage-levy-referral": IND_2,
    "comp-realize-joint": IND_2,
    # An arrest, after which the debtor pays
    "ea-arrest": "Art. 402(3) ind. 3",
    "arrest-of-property": "Art. 402(3) ind. 3",
    "arrest-real-estate": "Art. 402(3) ind. 3",
    # Ensuring measures of Art. 348(3) ind. 2 and 3, after which the debtor pays
    "ens-arrest-property": "Art. 402(3) ind. 4",
    "ens-arrest-bank-money": "Art. 402(3) ind. 4",
}
NOT_IN_THE_TERM = {code for code, article in BEARING.items() if article == IND_2}
"""Acts of compulsory nature: only after the voluntary term (Art. 360(1))."""


def _fee(code: str, day: date, history: str, status: str) -> Decimal:
    """The fee of 110.00 that the debtor pays on a day after a measure."""
    given: list[Fields] = [
        {
            "event": "measure-added",
            "day": day,
            "measure": "measure",
            "code": code,
            "status": status,
            "article": "Art. 1",
        }
    ]
    proceeding = life({"debtor": "citizen", "history": history, "given": given})
    payment = {"command": "record-payment", "payment": "first", "sum": "110.00 BYN", "source": "debtor"}
    events = proceeding.carry_out({**payment, "day": day})
    return next(each.data.fee.amount for each in events if isinstance(each.data, PaymentReceived))


@pytest.mark.parametrize(("code", "fee"), [("third-party-prescription", 0), ("comp-levy-bank-money", 10)])
def test_a_prescription_that_was_cancelled_before_it_brought_anything_bears_nothing(code: str, fee: int) -> None:
    began = {
        "event": "measure-added",
        "day": date(2026, 3, 16),
        "measure": "measure",
        "code": code,
        "article": "Art. 1",
    }
    moved = {
        "event": "measure-status-changed",
        "day": date(2026, 3, 18),
        "measure": "measure",
        "article": "Art. 375(1)",
    }
    given: list[Fields] = [{**began, "status": "in-force"}, {**moved, "status": "cancelled"}]
    proceeding = life({"debtor": "citizen", "history": "compulsory", "given": given})
    paid = {"command": "record-payment", "payment": "first", "sum": "110.00 BYN", "source": "debtor"}
    events = proceeding.carry_out({**paid, "day": date(2026, 3, 20)})
    assert [each.data.fee.amount for each in events if isinstance(each.data, PaymentReceived)] == [fee]


def test_a_share_of_a_price_that_another_proceeding_received_is_no_payment_of_the_debtor() -> None:
    arrest = {"event": "measure-added", "measure": "hold", "code": "ens-arrest-property", "status": "in-force"}
    given: list[Fields] = [{**arrest, "day": date(2026, 3, 5), "article": "Art. 348(3) ind. 2"}]
    in_its_term = life({"history": "voluntary-term", "given": given}).course()
    holder = life({"history": "compulsory", "immediate": True}).course()
    day = date(2026, 3, 6)
    assert right_to_fee(in_its_term, PaymentSource.PROPERTY_SALE, None, day).due
    assert not right_to_fee(in_its_term, PaymentSource.PROPERTY_SALE, None, day, received_by=holder).due


def _carried_out(code: str) -> str:
    rules = rules_named("epc-2021")
    steps = {step.to for step in rules.steps(rules.measure(code, date(2026, 3, 17)))}
    return next(iter(sorted({"in-force", "performed"} & steps)), "in-force")


@pytest.mark.parametrize("code", sorted(MEASURES))
def test_the_list_of_the_code_is_closed(code: str) -> None:
    fee = _fee(code, date(2026, 3, 20), "compulsory", _carried_out(code))
    assert fee == (10 if code in BEARING else 0)


@pytest.mark.parametrize("code", sorted(BEARING))
def test_an_act_of_compulsory_nature_comes_after_the_voluntary_term(code: str) -> None:
    fee = _fee(code, date(2026, 3, 5), "voluntary-term", _carried_out(code))
    assert fee == (0 if code in NOT_IN_THE_TERM else 10)


@pytest.mark.parametrize("code", sorted(BEARING))
def test_what_was_cancelled_bears_nothing(code: str) -> None:
    assert _fee(code, date(2026, 3, 20), "compulsory", "cancelled") == 0
