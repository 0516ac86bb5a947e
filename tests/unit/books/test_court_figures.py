"""The court's claim, repayment and balance are those of the debt book, at every moment and for every day."""

import json
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.codelists import CURRENCIES
from services.court_query.domain.proceeding import Proceeding, evolve
from services.proceedings.books import entries
from shared.books import Line, booked, debts
from shared.court_card.card import card
from shared.decider import Rejection
from tests.unit.order_examples import EXAMPLES
from tests.unit.proceedings.harness import TODAY, Fields, Life, life
from tests.unit.proceedings.test_any_order import (
    CASE,
    corrected,
    corrections,
    days,
    histories,
    named_acts,
    recorded,
)

Figures = dict[int, tuple[str, str, str, str]]
"""By claim of the document: currency, claim, repayment, balance."""


def of_the_card(court: Proceeding, day: date) -> Figures:
    """What the court is answered as of a day; nothing where there was no proceeding."""
    shown = card(court.course, "en", day)
    claims: list[dict[str, Any]] = json.loads(shown)["claims"] if shown else []
    return {
        number: (claim["currency"]["abbreviation"], claim["amount"], claim["repaid"], claim["balance"])
        for number, claim in enumerate(claims, start=1)
        if claim["currency"]
    }


def of_the_books(proceeding: Life, day: date) -> Figures:
    """What the debt book says at the end of a day."""
    assert proceeding.state is not None
    found = debts(booked(entries(proceeding.state)), day)
    assert all(debt.claim - debt.repayment == debt.balance >= 0 for debt in found.values())
    return {
        key.claim: (CURRENCIES[key.currency].abbreviation, *(f"{sum_:.2f}" for sum_ in debt))  # type: ignore[misc]
        for key, debt in sorted(found.items(), key=str)
        if key.line is Line.CLAIM and key.claim is not None
    }


def agree(proceeding: Life, court: Proceeding | None, folded: int, on: list[date]) -> Proceeding:
    """The read model after the events since `folded`: it says what the books say."""
    for event in proceeding.stream[folded:]:
        court = evolve(court, event)
    assert court is not None
    for day in (*on, TODAY):
        assert of_the_card(court, day) == of_the_books(proceeding, day)
    return court


@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(histories, st.lists(days, max_size=3))
def test_the_court_is_answered_what_the_debt_book_says_at_every_moment(history: list[Fields], on: list[date]) -> None:
    proceeding, court = life({**CASE}), None
    court = agree(proceeding, court, 0, on)
    for act in history:
        folded = len(proceeding.stream)
        with suppress(Rejection):
            proceeding.carry_out({**act})
            court = agree(proceeding, court, folded, on)


@settings(max_examples=EXAMPLES // 3, deadline=None)
@given(histories, corrections, st.lists(days, max_size=3), st.data())
def test_figures_and_cards_are_the_same_whatever_the_order_of_recording_and_of_corrections(
    history: list[Fields], wanted: list[tuple[int, str, date]], on: list[date], data: st.DataObject
) -> None:
    acts = named_acts(history)
    other = data.draw(
        st.permutations(acts).map(lambda each: sorted(each, key=lambda act: act["command"] != "add-measure"))
    )
    said = []
    for order in (acts, other):
        proceeding, _ = recorded(order)
        corrected(proceeding, acts, wanted)
        court = agree(proceeding, None, 0, on)
        said.append([(of_the_books(proceeding, day), card(court.course, "en", day)) for day in (*on, TODAY)])
    assert said[0] == said[1]


def test_a_payment_of_a_kopeck_is_seen_by_both() -> None:
    proceeding = life({**CASE})
    court = agree(proceeding, None, 0, [])
    folded = len(proceeding.stream)
    proceeding.carry_out({"command": "record-payment", "day": date(2026, 3, 10), "payment": "first",
                          "sum": "0.01 BYN", "source": "debtor"})  # fmt: skip
    court = agree(proceeding, court, folded, [])
    assert of_the_card(court, TODAY)[1] == ("BYN", "900.00", "0.01", "899.99")
    assert of_the_card(court, date(2026, 3, 9))[1] == ("BYN", "900.00", "0.00", "900.00")
    assert Decimal(of_the_books(proceeding, TODAY)[1][2]) == Decimal("0.01")
