"""Both books add up at every moment, also where receipts are distributed, in any order of recording (Art. 404-406)."""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from services.proceedings.books import entries
from shared.books import Account, Leg, booked, debts, out_of_balance
from shared.decider import Rejection
from tests.unit.proceedings.distributed import DISTRIBUTES, Debtor
from tests.unit.proceedings.harness import Fields, Life, life

INITIATED_ON, RECORDED_ON = date(2021, 3, 1), date(2021, 9, 1)
EXAMPLES = 12
CODES = {"BYN": "933", "EUR": "978"}
EMPLOYMENT: Fields = {"type": "employment-claim", "sum": "250.01 BYN"}
IN_ROUBLES: Mapping[str, list[Any]] = {"EP-1": ["600.00 BYN"], "EP-2": [EMPLOYMENT], "EP-3": ["900.00 BYN"]}
IN_TWO_CURRENCIES: Mapping[str, list[Any]] = {
    "EP-1": ["600.00 BYN"],
    "EP-2": [EMPLOYMENT],
    "EP-3": ["270.03 EUR", "10.00 BYN"],
}
RULING = {"kind": "ruling", "dated": "2021-08-01", "author": "Court"}
PAPER = {"kind": "statement", "dated": "2021-08-01", "author": "Bank"}
days = st.integers(1, 50).map(lambda later: INITIATED_ON + timedelta(later))
kopecks = st.integers(1, 90_000).map(lambda amount: f"{Decimal(amount) / 100:.2f}")
acts = st.lists(
    st.fixed_dictionaries({
        "of": st.sampled_from([*IN_ROUBLES]),
        "day": days,
        "sum": kopecks,
        "currency": st.sampled_from(["BYN", "BYN", "EUR"]),
        "what": st.sampled_from(["payment", "payment", "payment", "cost", "directly"]),
        "then": st.sampled_from(["nothing", "resolve", "resolve", "correct", "annul", "taken-back"]),
    }),
    min_size=2,
    max_size=5,
)  # fmt: skip


def _chains(drawn: list[Fields]) -> list[list[Fields]]:
    """Each act with what follows from it: a payment with its distribution, and what becomes of that."""
    return [_chain(f"money {place}", each) for place, each in enumerate(drawn)]


def _chain(name: str, drawn: Fields) -> list[Fields]:
    of, day, then = drawn["of"], drawn["day"], drawn["then"]
    sum_ = f"{drawn['sum']} {drawn['currency']}"
    stated: Fields = {"of": of, "day": day, "sum": sum_}
    if drawn["what"] == "cost":
        return [{**stated, "command": "record-cost", "cost": name, "kind": "travel"}]
    if drawn["what"] == "directly":
        return [{**stated, "command": "confirm-direct-payment", "payment": name, "paper": PAPER}]
    chain: list[Fields] = [{**stated, "command": "record-payment", "payment": name, "source": "debtor"}]
    later: Fields = {"of": of, "day": day + timedelta(3)}
    if then in {"resolve", "correct", "annul"}:
        rate = {"currency": "978", "units": 1, "roubles": "3.1234", "day": str(day), "source": "National Bank"}
        stated = {"rates": [rate]} if drawn["currency"] == "EUR" or drawn["rated"] else {}
        chain.append({**later, "command": "resolve-distribution", "distribution": name, "payment": name, **stated})
    if then == "correct":
        correction = {"command": "correct-distribution", "distribution": name, "reason": "a late receipt"}
        chain.append({**later, **correction, "attests": ["slip-shown"]})
    if then == "annul":
        chain.append({**later, "command": "annul-distribution", "distribution": name, "paper": RULING})
    if then == "taken-back":
        order = {"number": "1", "dated": str(later["day"])}
        chain.append({**later, "command": "record-bank-reversal", "payment": name, "bank_order": order})
    return chain


def _legs(proceeding: Life) -> list[Leg]:
    assert proceeding.state is not None
    return list(booked(entries(proceeding.state)))


def _check(lives: dict[str, Life], came: Mapping[str, Decimal]) -> None:
    """Every book adds up by currency; claim - repayment = balance on every day; the bank holds all that came."""
    held: defaultdict[str, Decimal] = defaultdict(Decimal)
    for name, proceeding in lives.items():
        legs = _legs(proceeding)
        assert not out_of_balance(legs), name
        for on in {key.effective_on for key, _ in legs}:
            for debt in debts(legs, on).values():
                assert debt.claim - debt.repayment == debt.balance
        for debt in debts(legs).values():
            assert debt.balance >= 0
        for key, amount in legs:
            held[key.currency] += amount if key.account is Account.BANK else 0
    assert {code: sum_ for code, sum_ in held.items() if sum_} == {code: sum_ for code, sum_ in came.items() if sum_}


def _begun(number: int, claims: list[Any]) -> Life:
    case = {"debtor": "citizen", "claims": claims, "immediate": True, "initiated_on": INITIATED_ON}
    begun = life({**case, "number": f"0101-2021-00000{number}"})
    begun.carry_out({"command": "consolidate-proceeding", "day": INITIATED_ON})
    return begun


def _record(claims: Mapping[str, list[Any]], drawn: list[Fields], data: st.DataObject) -> None:
    lives = {name: _begun(number, each) for number, (name, each) in enumerate(claims.items(), 1)}
    debtor, chains, came = Debtor(lives), _chains(drawn), defaultdict[str, Decimal](Decimal)
    # An act names only what is recorded: the chains are interleaved, each in its order.
    order = data.draw(st.permutations([place for place, chain in enumerate(chains) for _ in chain]))
    for place in order:
        act = {key: value for key, value in chains[place].pop(0).items() if key != "of"}
        with suppress(Rejection):
            debtor.carry_out(drawn[place]["of"], act, RECORDED_ON)
            sum_, currency = Decimal(drawn[place]["sum"]), CODES[drawn[place]["currency"]]
            came[currency] += {"record-payment": sum_, "record-bank-reversal": -sum_}.get(act["command"], Decimal())
            event("distributed" if act["command"] in DISTRIBUTES else "other")
        _check(lives, came)


@settings(max_examples=EXAMPLES, deadline=None)
@given(acts, st.data())
def test_distributions_recorded_in_any_order_leave_books_that_add_up(drawn: list[Fields], data: st.DataObject) -> None:
    _record(IN_ROUBLES, [{**each, "currency": "BYN", "rated": False} for each in drawn], data)


@settings(max_examples=EXAMPLES, deadline=None)
@given(acts, st.data())
def test_so_do_those_among_documents_in_two_currencies(drawn: list[Fields], data: st.DataObject) -> None:
    _record(IN_TWO_CURRENCIES, [{**each, "rated": True} for each in drawn], data)
