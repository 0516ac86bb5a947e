"""The worked examples of `examples.yaml`: the acts of each, and what they leave in both books to the kopeck."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from contracts.codelists import CURRENCIES
from services.proceedings.books import entries
from shared.books import ASSETS, Book, Debt, Leg, booked, debts, out_of_balance
from tests.unit.proceedings.body_account import AccountLife
from tests.unit.proceedings.distributed import Debtor
from tests.unit.proceedings.harness import Fields, Life, life

EXAMPLES: list[Fields] = yaml.safe_load((Path(__file__).parent / "examples.yaml").read_text(encoding="utf-8"))
INITIATED_ON = "2021-03-01"
LEVY = {"measure": "levy", "code": "comp-levy-bank-money"}
WAGES = {"measure": "wages", "code": "wage-levy-referral", "attests": ["wage-levy-allowed"]}


def test_every_worked_example_is_here_once() -> None:
    names = [example["example"] for example in EXAMPLES]
    assert len(names) == len(set(names)) == 47


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each["example"])
def test_the_acts_of_an_example_leave_its_figures_in_both_books(example: Fields) -> None:
    lives = {name: _begun(case) for name, case in example.items() if name.startswith("EP-")}
    debtor, account = Debtor(lives), AccountLife(lives)
    for act in example["acts"]:
        spec = {key: value for key, value in act.items() if key not in {"of", "recorded"}}
        recorded = act.get("recorded", act["day"])
        if act.get("of") == "account":
            account.carry_out(spec, recorded)
        else:
            debtor.carry_out(act.get("of", "EP-1"), spec, recorded)
        for each in lives.values():
            _check_debts(each)
    assert _debts(lives) == {key: list(map(_two_places, row)) for key, row in example["debt"].items()}
    assert _custody(lives, account) == {key: _two_places(sum_) for key, sum_ in example["custody"].items()}


def _begun(case: Fields) -> Life:
    day = yaml.safe_load(INITIATED_ON)
    begun = life({"immediate": True, **case, "initiated_on": day})
    for name, measure in (("levy", LEVY), ("wages", WAGES)):
        if name in case:
            since = case[name]
            sum_ = {"sum": case["levy_sum"]} if "levy_sum" in case else {}
            begun.carry_out({"command": "add-measure", "day": since, **measure, **sum_})
            begun.carry_out({"command": "change-measure-status", "day": since, "measure": name, "status": "in-force"})
    return begun


def _legs(proceeding: Life) -> list[Leg]:
    assert proceeding.state is not None
    return list(booked(entries(proceeding.state)))


def _check_debts(proceeding: Life) -> None:
    legs = _legs(proceeding)
    assert not out_of_balance(legs)
    for debt in debts(legs).values():
        assert debt.claim - debt.repayment == debt.balance


def _lines(legs: list[Leg]) -> dict[str, Debt]:
    """Each line of a debt in each currency, over all claims."""
    lines: defaultdict[str, Debt] = defaultdict(lambda: Debt(Decimal(), Decimal(), Decimal()))
    for key, debt in sorted(debts(legs).items(), key=str):
        name = f"{key.line.value} {CURRENCIES[key.currency].abbreviation}"
        before = lines[name]
        lines[name] = Debt(before.claim + debt.claim, before.repayment + debt.repayment, before.balance + debt.balance)
    return lines


def _debts(lives: dict[str, Life]) -> dict[str, list[str]]:
    return {
        f"{name} {line}": [_two_places(each) for each in sums]
        for name, proceeding in lives.items()
        for line, sums in _lines(_legs(proceeding)).items()
        if any(sums)
    }


def _custody(lives: dict[str, Life], account: AccountLife) -> dict[str, str]:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for key, amount in [*account.legs(), *(leg for proceeding in lives.values() for leg in _legs(proceeding))]:
        if key.book is Book.CUSTODY:
            name = f"{key.account.value} {CURRENCIES[key.currency].abbreviation}"
            sums[name] += amount if key.account in ASSETS else -amount
    return {name: _two_places(sum_) for name, sum_ in sums.items() if sum_}


def _two_places(amount: Decimal | float) -> str:
    return f"{amount:.2f}"
