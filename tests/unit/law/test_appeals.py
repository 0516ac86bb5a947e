"""Which decisions may be appealed: every place of the Code that says so, against every ground."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared.law.rule_sets import Citation, RuleSets
from shared.law.rule_sets.rows import Article, Decision, Ground
from shared.plain_yaml import read_table

RULES = RuleSets.load().named("epc-2021")
PLACES: list[dict[str, Any]] = read_table((Path(__file__).parent / "data/appeals.yaml").read_text(encoding="utf-8"))
NAMING = ("decisions", "grounds", "left_out", "refusals")
COMPLAINT = "Art. 353(1)"
"""Grounds of the executor's resolutions point to the limit of the complaint instead of citing this place."""


def places_of(ground: Ground, *fields: str) -> Iterator[Citation]:
    """The places that name the ground, or its decision, in one of these fields."""
    for place in PLACES:
        names = {name for field in fields for name in place.get(field, ())}
        if place.get("article") in {None, ground.article.article} and names & {ground.id, ground.decision}:
            yield Citation(place["place"])


def test_the_places_exist_and_name_what_exists() -> None:
    known = {row.id for row in (*RULES.all(Ground), *RULES.all(Decision))}
    for place in PLACES:
        cited = Citation(place["place"])
        assert RULES.row(Article, cited.article).holds(cited)
        assert {name for field in NAMING for name in place.get(field, ())} <= known
        assert any(field in place for field in (*NAMING, "about"))


def test_a_ground_says_whether_its_decision_may_be_appealed() -> None:
    wrong = []
    for ground in RULES.grounds():
        granted, left_out = list(places_of(ground, "decisions", "grounds")), list(places_of(ground, "left_out"))
        assert not (granted and left_out)
        expected = (
            True if granted else False if left_out else None,
            True if any(places_of(ground, "refusals")) else None,
        )
        if (ground.appealable, ground.refusal_appealable) != expected:
            wrong.append((ground.id, *expected))
    assert wrong == []


def test_a_ground_cites_where_the_code_says_so() -> None:
    wrong = []
    for ground in RULES.grounds():
        for place in places_of(ground, *NAMING):
            cited = (
                ground.appeal_by == "complaint-resolution"
                if place == COMPLAINT
                else place in (ground.article, *ground.see)
            )
            if not cited:
                wrong.append((ground.id, place))
    assert wrong == []


# The classes that were silent before: Art. 145, 146 (17), 149 (8), 151 (16), and their kind elsewhere (7).
def test_suspension_termination_and_leaving_of_a_case_are_appealable() -> None:
    decisions = {"halt-case-mandatory", "halt-case-discretionary", "terminate-case", "leave-without-consideration"}
    grounds = [ground for ground in RULES.grounds() if ground.decision in decisions]
    assert len(grounds) == 48
    assert all(ground.appealable for ground in grounds)
