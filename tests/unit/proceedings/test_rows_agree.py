"""Rows that speak of one thing agree: what one asks for another can give, in every status in which it is asked."""

from services.proceedings.domain.copies import KEPT
from services.proceedings.domain.rules import rules_named
from shared.law.rule_sets.parts.acts import ActKind, ActRow
from shared.law.rule_sets.rows import Document
from tests.unit.proceedings.sampled import PROCEDURE

RULES = rules_named("epc-2021")
RUNNING = {"initiated", "voluntary-term", "compulsory"}
"""Statuses of a proceeding that goes on; while it is suspended a decision waits."""
AT_A_PRICE_OF_THEIR_OWN = {
    "value-preliminarily": "Art. 352(2)",
    "value-property": "Art. 352(1)",
    "add-land-price": "Art. 352(4)",
    "pledgeholder-buys": "Art. 383(6)",
    "ask-for-storage-pay": "Art. 380(2)",
    "record-sale-by-organization": "Art. 381(6)",
    "record-sale-in-another-way": "Art. 381(3)",
    "fix-difference": "Art. 383(9)",
    "receive-difference": "Art. 383(9)",
}
"""What sets a value or states what was got, with the article that leaves the sum open; a transfer compares its
difference."""
OF_PRICES = {
    "not-below-the-value",
    "initial-price",
    "above-the-initial-price",
    "sole-participant-price",
    "within-the-permission",
    "within-twenty-percent",
    "above-the-value",
    "value-is-the-latest",
    "value-it-is-sold-at",
    "price-of-the-offer",
    "pledgeholders-value",
}


def _statuses(row: ActRow) -> set[str]:
    """The statuses of property in which an act is open."""
    return {status for move in row.moves_thing if move.of == "property" for status in move.from_}


def test_a_disputed_value_can_be_set_wherever_an_act_waits_for_it() -> None:
    waiting = [row for row in PROCEDURE.acts.values() if {"value-undisputed", "value-settled"} & set(row.conditions)]
    set_in = _statuses(PROCEDURE.acts["value-property"])
    assert {row.act: _statuses(row) - set_in for row in waiting if _statuses(row) - set_in} == {}


def test_the_parties_are_notified_wherever_a_value_is_set() -> None:
    moves = PROCEDURE.acts["value-property"].moves_thing
    after = {status for move in moves for status in ({move.to} if move.to else move.from_)}
    assert after <= _statuses(PROCEDURE.acts["notify-of-valuation"])


def test_every_act_that_names_a_keeper_of_property_counts_as_one() -> None:
    naming = {
        act
        for act, row in PROCEDURE.acts.items()
        if "keeper" in {stated.field for stated in row.fields} and _statuses(row)
    }
    assert naming == set(KEPT)
    for act in naming:
        assert {"right-place-of-storage", "keeper-warned"} <= set(PROCEDURE.acts[act].conditions), act


def test_what_a_party_asks_can_be_decided_while_the_proceeding_goes_on() -> None:
    undecided: list[tuple[str, str]] = []
    for duty, row in RULES.duties.items():
        closing = {status for act in row.closed_by & PROCEDURE.acts.keys() for status in PROCEDURE.acts[act].statuses}
        for act in sorted(row.opened_by & PROCEDURE.acts.keys()) if closing else ():
            opening = PROCEDURE.acts[act]
            if opening.kind is ActKind.PARTY_ACT and not opening.statuses & RUNNING <= closing:
                undecided.append((duty, act))
    assert undecided == []


def test_every_price_of_property_is_compared_or_open_by_its_article() -> None:
    pricing = {
        act: set(row.conditions)
        for act, row in PROCEDURE.acts.items()
        if _statuses(row) and {"sum", "least-price"} & {stated.field for stated in row.fields}
    }
    assert {act for act, conditions in pricing.items() if not conditions & OF_PRICES} == AT_A_PRICE_OF_THEIR_OWN.keys()


def test_who_brings_the_money_of_a_measure_gets_its_resolution_and_its_end() -> None:
    asked = RULES.proceedings.measures.measures
    for source, bound in (("account-levy", "bank"), ("third-person", "third-person")):
        brought_by = RULES.proceedings.money.sources[source].brought_by
        assert [each for each in sorted(brought_by) if bound not in asked[each].binds] == []


def test_what_takes_a_receipt_back_asks_whether_it_can_be_taken_back() -> None:
    asked = {"receipt-stands", "not-exchanged", "not-above-receipt", "not-distributed"}
    taking = [row for row in PROCEDURE.acts.values() if "reverse-receipt" in row.effects]
    assert taking
    assert {row.act: asked - set(row.conditions) for row in taking if asked - set(row.conditions)} == {}


def test_a_difference_can_be_fixed_wherever_property_waits_for_it() -> None:
    fixed = PROCEDURE.acts["fix-difference"]
    by_agreement = PROCEDURE.acts["transfer-by-agreement"]
    assert by_agreement.statuses <= fixed.statuses
    assert _statuses(by_agreement) <= _statuses(fixed)


def test_what_may_happen_after_the_end_to_sold_property_can_bring_its_price_then() -> None:
    handing_over = PROCEDURE.acts["hand-over-to-buyer"].statuses | PROCEDURE.acts["record-buyers-payment"].statuses
    assert handing_over <= PROCEDURE.acts["record-payment"].statuses


def test_a_resolution_is_complained_of_as_one() -> None:
    of_actions = [
        act
        for act, row in PROCEDURE.acts.items()
        if row.document is not None and row.document.kind == "d-executor-resolution"
        and any(appeal.limit != "complaint-resolution" for appeal in row.appeal)
    ]  # fmt: skip
    assert of_actions == []


def test_every_resolution_of_the_executor_says_what_its_article_asks_for() -> None:
    short = [
        row.id
        for row in RULES.law.all(Document)
        if row.issuer == ("court-executor",) and row.name.en.startswith("Resolution ")
        and row.id != "d-executor-resolution" and "all that Art. 343(2) asks for" not in row.contents
    ]  # fmt: skip
    assert short == []


def test_the_sole_participant_who_buys_is_treated_like_the_winner() -> None:
    """Art. 385(11)."""
    winner, sole = PROCEDURE.acts["record-sale-result"], PROCEDURE.acts["accept-as-sole-participant"]
    assert (sole.document, sole.appeal) == (winner.document, winner.appeal)
    assert set(winner.notify) <= set(sole.notify)
    assert set(winner.events) <= set(sole.events)
