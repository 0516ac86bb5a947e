"""Which conditions the form of an act offers papers for, and what they are called."""

from typing import get_args

import pytest

from contracts.codelists import MEASURES
from services.desk.inputs.attestable import always_demanded, attested, offered
from services.desk.inputs.widgets import widgets_of
from shared.act_fields import ActFields
from shared.law.names import Language
from shared.law.rule_sets.rows import Condition, Measure
from shared.naming import LawNames


def of(acts: ActFields, act: str, **typed: str) -> tuple[str, ...]:
    given = {f"data.{name}": [text] for name, text in typed.items()}
    return offered(acts.rule_set, acts.rows[act], widgets_of(acts, act), given)


def test_the_row_the_ground_and_the_measure_name_them(acts: ActFields) -> None:
    assert of(acts, "correct-distribution") == ("slip-shown",)
    assert of(acts, "add-measure", code="third-party-levy") == ("third-person-owes",)
    of_ground = of(acts, "suspend-proceeding", ground="suspend-debtor-died")
    assert of_ground[0] == "parties-notified"
    assert len(of_ground) < len(of(acts, "suspend-proceeding"))
    assert not {"recovery-waived", "bankruptcy-opened"}.intersection(of(acts, "suspend-proceeding"))
    assert "refusal-documented" in of(acts, "record-service")
    assert "admits-of-no-delay" in of(acts, "plan-action")


def test_what_is_always_asked_for_is_offered(acts: ActFields) -> None:
    demanded = {act: always_demanded(acts.rule_set, row) for act, row in acts.rows.items()}
    for act, conditions in demanded.items():
        assert set(conditions) <= set(of(acts, act)), act
    assert demanded["release-from-arrest"] == ("release-ground-shown",)
    assert demanded["record-cost"] == ()


@pytest.mark.parametrize(
    ("act", "condition"),
    [
        ("transfer-for-sale", "other-property-short"),
        ("announce-sale", "other-property-short"),
        ("order-payout", "surplus-for-other-document"),
        ("order-payout", "causes-of-the-buyer-valid"),
        ("decline-question", "circumstance-not-there"),
        ("declare-sale-unviable", "named-by-legislation"),
    ],
)
def test_what_a_paper_shows_instead_of_a_condition_is_offered(acts: ActFields, act: str, condition: str) -> None:
    assert condition in of(acts, act)


def test_every_condition_that_a_paper_has_to_show_can_be_chosen(acts: ActFields) -> None:
    law = acts.rule_set
    everywhere = {each for act in acts.rows for each in of(acts, act)}
    of_rows = {each for row in acts.rows.values() for each in row.conditions}
    of_measures = {each for row in law.all(Measure) if row.id in MEASURES for each in row.preconditions}
    of_grounds = {each for row in law.proceedings.grounds.grounds.values() for each in row.conditions}
    assert (of_rows | of_measures | of_grounds) & attested(law) <= everywhere


@pytest.mark.parametrize("language", get_args(Language))
def test_every_condition_that_is_offered_has_a_name(acts: ActFields, language: Language) -> None:
    names = LawNames(acts.rule_set)
    english = {row.id: row.name.en for row in acts.rule_set.all(Condition)}
    for each in {each for act in acts.rows for each in of(acts, act)}:
        assert language == "en" or names.condition(each, language) != english[each], each
