"""The cases of `joined/*.yaml`: proceedings of one debtor in several currencies, act by act (Art. 369(2), 404)."""

from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from contracts.values import Citation
from services.proceedings.books import entries
from services.proceedings.domain.distribution_shares import payment_of_share
from shared.books import booked, out_of_balance
from shared.decider import Rejection
from shared.documents.wording import in_words
from shared.law.names import Language
from tests.unit.proceedings.distributed import Debtor
from tests.unit.proceedings.documents.making import made_in
from tests.unit.proceedings.harness import Fields, cases, held, life, named, short

INITIATED_ON, RECORDED_ON = date(2026, 3, 2), date(2026, 4, 1)
CASES = list(cases(Path(__file__).parent / "joined"))
EXPECTED = frozenset({"of", "open", "holds", "duties", "refused", "waits"})


def joined(case: Fields) -> Debtor:
    """The proceedings of a case, joined on the day of their initiation unless its acts join them."""
    lives = {}
    for number, (name, claims) in enumerate(case["claims"].items(), 1):
        lives[name] = life({
            "debtor": "legal-person", **case, "claims": claims, "immediate": True, "initiated_on": INITIATED_ON,
            "number": f"0101-2026-00000{number}",
        })  # fmt: skip
        if case.get("joined", True):
            lives[name].carry_out({"command": "consolidate-proceeding", "day": INITIATED_ON})
    return Debtor(lives)


def carry_out(debtor: Debtor, act: Fields, recorded_on: date | None = None) -> None:
    """An act of a case, without what is expected of it."""
    debtor.carry_out(act["of"], {key: value for key, value in act.items() if key not in EXPECTED}, recorded_on)


def check(debtor: Debtor, expected: Fields) -> None:
    """What there is after an act: open claims, accounts, duties; all books add up."""
    for name, proceeding in debtor.lives.items():
        course = proceeding.course(RECORDED_ON)
        assert proceeding.state is not None
        assert not out_of_balance(list(booked(entries(proceeding.state)))), name
        if name in expected.get("open", ()):
            assert [short(each.outstanding) for each in course.claims.values()] == [expected["open"][name]], name
        for account, sum_ in expected.get("holds", {}).get(name, {}).items():
            assert held(course, {account: sum_}) == {account: sum_}, name
        if name in expected.get("duties", ()):
            assert expected["duties"][name] in {duty for duty, _ in course.duties}, name


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_after_each_act(case: Fields) -> None:
    TypeAdapter(Citation).validate_python(case["article"])
    debtor = joined(case)
    for act in case["acts"]:
        if "refused" not in act:
            carry_out(debtor, act)
            check(debtor, act)
            continue
        with pytest.raises(Rejection) as refused:
            carry_out(debtor, act)
        problems: list[Any] = list(refused.value.problems)
        found = [
            {key: getattr(problem, key) for key in wanted}
            for problem, wanted in zip(problems, act["refused"], strict=True)
        ]
        assert found == act["refused"]


@pytest.mark.parametrize("late", [1, 2])
def test_a_payment_recorded_late_waits_and_changes_nothing_else(late: int) -> None:
    """The second payment is recorded only after so many of the later acts; what waits changes no calculation."""
    acts = CASES[0]["acts"]
    euros, *others = [acts[1], acts[0], acts[2]]
    debtor = joined(CASES[0])
    for place, act in enumerate(others, 1):
        carry_out(debtor, act, RECORDED_ON)
        if place == min(late, len(others)):
            carry_out(debtor, euros, RECORDED_ON)
    for act in acts[3:]:
        carry_out(debtor, act, RECORDED_ON)
    check(debtor, acts[-1])


def test_distributions_recorded_in_another_order_read_the_same_when_they_are_corrected() -> None:
    """Shares are frozen when they are recorded; calculated anew in the order of their days, they read as if in it."""
    acts = CASES[0]["acts"]
    money, resolved = [acts[0], acts[1], acts[4]], [acts[2], acts[3], acts[5]]
    for order in permutations(resolved):
        debtor = joined(CASES[0])
        for act in [*money, *order]:
            carry_out(debtor, act, RECORDED_ON)
        for act in resolved:
            corrected = {"command": "correct-distribution", "distribution": act["distribution"], "reason": "the order"}
            carry_out(
                debtor, {**corrected, "of": act["of"], "day": RECORDED_ON, "attests": ["slip-shown"]}, RECORDED_ON
            )
        check(debtor, acts[-1])


def test_what_is_left_of_a_share_is_converted_in_its_proceeding() -> None:
    """Less is owed by then: the share is held, and is no payment that only its own act could move (Art. 369(2))."""
    acts = CASES[0]["acts"]
    debtor = joined(CASES[0])
    for act in (acts[0], acts[2]):
        carry_out(debtor, act, RECORDED_ON)
    paper = {"kind": "statement", "dated": date(2026, 3, 6), "author": "Alfa"}
    directly: Fields = {"command": "confirm-direct-payment", "day": date(2026, 3, 6), "payment": "directly"}
    debtor.carry_out("EP-2", {**directly, "sum": "150.00 EUR", "paper": paper}, RECORDED_ON)
    check(debtor, {"open": {"EP-2": "50.00 EUR"}, "holds": {"EP-2": {"unallocated": "350.00 BYN"}}})
    rate = {"currency": "978", "units": 1, "roubles": "3.5000", "day": date(2026, 3, 9), "source": "National Bank"}
    share = payment_of_share(named("first"), named("EP-2"))
    conversion: Fields = {"command": "convert-receipt", "day": date(2026, 3, 10), "payment": share, "into": "978"}
    debtor.carry_out("EP-2", {**conversion, "rate": rate}, RECORDED_ON)
    held_then = {"unallocated": "0.00 BYN", "recoverer-payable": "175.00 BYN", "surplus-payable": "175.00 BYN"}
    check(debtor, {"open": {"EP-2": "0.00 EUR"}, "holds": {"EP-2": held_then}})


def test_the_resolution_states_the_rate_and_what_is_repaid_in_the_other_currency() -> None:
    acts = CASES[0]["acts"]
    debtor = joined(CASES[0])
    carry_out(debtor, acts[0])
    resolution = made_in(debtor.lives["EP-1"], lambda: carry_out(debtor, acts[2]))
    said = in_words(resolution, "ru", signed=False, translation=False)
    text = str(said).replace("\\xa0", " ").replace("\xa0", " ")
    assert "3.5000 BYN" in text
    assert "очередь 5, 350,00 BYN из 700,00 BYN, в погашение 100,00 EUR" in text
    assert "очередь 5, 300,00 BYN из 600,00 BYN" in text


@pytest.mark.parametrize(
    ("language", "stated"),
    [
        (
            "en",
            "queue 4, 233.34 BYN for 600.00 BYN; 100.00 BYN of it is secured by the pledge and stands in this queue",
        ),
        ("ru", "очередь 4, 233,34 BYN из 600,00 BYN; в этой очереди часть, обеспеченная залогом (100,00 BYN)"),
        ("be", "чарга 4, 233,34 BYN з 600,00 BYN; у гэтай чарзе частка, забяспечаная закладам (100,00 BYN)"),
    ],
)
def test_the_resolution_states_what_a_pledge_secures_of_a_claim(language: Language, stated: str) -> None:
    case = next(
        case for case in CASES if case["name"] == "what the pledge does not secure of a claim is an ordinary one"
    )
    debtor = joined(case)
    for act in case["acts"][:-1]:
        carry_out(debtor, act)
    resolution = made_in(debtor.lives["EP-1"], lambda: carry_out(debtor, case["acts"][-1]))
    text = str(in_words(resolution, language, signed=False, translation=False))
    assert stated in text.replace("\\xa0", " ").replace("\xa0", " ")
