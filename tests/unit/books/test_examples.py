"""The worked examples of `examples.yaml`: the acts of each, and what they leave in both books to the kopeck."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from beancount import loader
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.codelists import CURRENCIES
from services.proceedings.books import entries
from shared.books import ASSETS, Book, Debt, Leg, booked, debts, out_of_balance
from shared.books.beancount import Posted, beancount
from shared.decider import Rejection
from shared.plain_yaml import read_table
from tests.unit.proceedings.body_account import AccountLife
from tests.unit.proceedings.distributed import Debtor
from tests.unit.proceedings.harness import Fields, Life, life

EXAMPLES: list[Fields] = read_table((Path(__file__).parent / "examples.yaml").read_text(encoding="utf-8"))
INITIATED_ON = "2021-03-01"
LEVY = {"measure": "levy", "code": "comp-levy-bank-money"}
WAGES = {"measure": "wages", "code": "wage-levy-referral", "attests": ["wage-levy-allowed"]}
PAYER = {
    "kind": "legal-person",
    "identifier": {"kind": "unp", "value": "191234563"},
    "name": "Mill",
    "address": "Minsk",
}
SENT = {"command": "send-income-order", "income_order": "order", "measure": "wages", "kinds": ["wages"], "payer": PAYER}
IN_FORCE = {"command": "change-measure-status", "measure": "levy", "status": "in-force"}


ONE_DAY = frozenset({"property-kept-with-difference"})
"""Examples with two acts of one day whose order nobody stated: that of their recording decides."""


class Played:
    """The proceedings of an example, and the deposit account of their body."""

    def __init__(self, example: Fields) -> None:
        self.lives = {name: _begun(case) for name, case in example.items() if name.startswith("EP-")}
        self.account = AccountLife(self.lives)
        self._debtor = Debtor(self.lives)

    def carry_out(self, act: Fields, recorded: date) -> None:
        """Record an act of the example on a day."""
        spec = {key: value for key, value in act.items() if key not in {"of", "recorded"}}
        if act.get("of") == "account":
            self.account.carry_out(spec, recorded)
        else:
            self._debtor.carry_out(act.get("of", "EP-1"), spec, recorded)

    def figures(self) -> tuple[dict[str, list[str]], dict[str, str]]:
        """What both books say at the end."""
        return _debts(self.lives), _custody(self.lives, self.account)


def _stated(example: Fields) -> tuple[dict[str, list[str]], dict[str, str]]:
    debt = {key: list(map(_two_places, row)) for key, row in example["debt"].items()}
    return debt, {key: _two_places(sum_) for key, sum_ in example["custody"].items()}


def test_every_worked_example_is_here_once() -> None:
    names = [example["example"] for example in EXAMPLES]
    assert len(names) == len(set(names)) == 48
    assert set(names) > ONE_DAY


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each["example"])
def test_the_acts_of_an_example_leave_its_figures_in_both_books(example: Fields) -> None:
    played = Played(example)
    for act in example["acts"]:
        played.carry_out(act, act.get("recorded", act["day"]))
        _check_debts(played)
    assert played.figures() == _stated(example)
    _check_journal(played)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each["example"])
@settings(max_examples=3, deadline=None)
@given(data=st.data())
def test_and_whatever_the_order_of_recording(example: Fields, data: st.DataObject) -> None:
    played, left = Played(example), data.draw(st.permutations(example["acts"]))
    recorded = max(act.get("recorded", act["day"]) for act in left) + timedelta(days=60)
    while left:
        waiting = []
        for act in left:
            try:
                played.carry_out(act, recorded)
            except Rejection:  # it names something that is not recorded yet
                waiting.append(act)
            _check_debts(played)
        assert len(waiting) < len(left), waiting
        left = waiting
    # The shares of a distribution stay as they were resolved (Art. 404).
    resolved = any(act["command"] == "resolve-distribution" for act in example["acts"])
    if not resolved and example["example"] not in ONE_DAY:
        assert played.figures() == _stated(example)


def _begun(case: Fields) -> Life:
    day = read_table(INITIATED_ON)
    begun = life({"immediate": True, **case, "initiated_on": day})
    for name, measure in (("levy", LEVY), ("wages", WAGES)):
        if name in case:
            since = case[name]
            sum_ = {"sum": case["levy_sum"]} if "levy_sum" in case else {}
            begun.carry_out({"command": "add-measure", "day": since, **measure, **sum_})
            carried_out = IN_FORCE if name == "levy" else {**SENT, "sum": case.get("claims", ["1000.00 BYN"])[0]}
            begun.carry_out({**carried_out, "day": since})
    return begun


def _legs(proceeding: Life) -> list[Leg]:
    assert proceeding.state is not None
    return list(booked(entries(proceeding.state)))


def _check_debts(played: Played) -> None:
    """No transaction is out of balance, and claim - repayment = balance on every day."""
    for proceeding in played.lives.values():
        legs = _legs(proceeding)
        assert not out_of_balance(legs)
        for day in {key.effective_on for key, _ in legs}:
            for debt in debts(legs, day).values():
                assert debt.claim - debt.repayment == debt.balance


def _check_journal(played: Played) -> None:
    """Another program finds nothing wrong with the exported books."""
    posted = [
        Posted(UUID(int=number), f"0101-2021-{number:06}", key, amount)
        for number, proceeding in enumerate(played.lives.values(), start=1)
        for key, amount in _legs(proceeding)
    ]
    posted += [Posted(UUID(int=0), "0101", key, amount) for key, amount in played.account.legs()]
    _, errors, _ = loader.load_string("\n".join(beancount(posted)) + "\n")
    assert posted
    assert not errors


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
