"""Every condition of the rule set: how it is known, and which test exercises it.

`conditions.txt` lists them; `python -m tests.unit.proceedings.test_conditions` writes it anew.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from contracts.problems import Problem
from services.proceedings.domain.conditions import CONDITIONS
from services.proceedings.domain.course import Course
from services.proceedings.domain.rules import rules_named
from shared.decider import Rejection
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.rows import Condition, Measure, TimeLimit
from shared.law.rule_sets.vocabulary import How
from shared.plain_yaml import read_table
from tests.unit.intake.decisive import decisive_in_cases
from tests.unit.law.test_limit_conditions import CONDITIONAL
from tests.unit.proceedings.harness import Fields, cases, life
from tests.unit.refused import is_among

HERE = Path(__file__).parent
LISTING = HERE / "conditions.txt"
MONEY = HERE.parent / "law"
RULES = rules_named("epc-2021")
DAY = date(2026, 3, 20)
CONDITIONS_OF_LAW = {row.id: row for row in RULES.law.all(Condition)}
NOT_ASKED = "no act, ground or limit asks for it yet"


def _measures_asking() -> Iterator[tuple[str, str]]:
    """The measures that can begin in a proceeding, each with every attested precondition."""
    for measure in RULES.law.all(Measure):
        if RULES.family(measure) is not None:
            for code in measure.preconditions:
                if CONDITIONS_OF_LAW[code].how is How.ATTESTED:
                    yield measure.id, code


MEASURES_ASKING = list(_measures_asking())


def _added(measure: str, **recording: Any) -> Course:
    """The course with the measure, made now against a citizen if it may be, who was brought to liability before."""
    before = {"event": "measure-added", "day": date(2026, 3, 17), "measure": "fine", "code": "np-liability"}
    case: Fields = {
        "debtor": "legal-person" if RULES.asked_by_measure(measure).legal_person else "citizen",
        "claims": ["1000.00 BYN", "perform-action", "transfer-of-property"],
        "history": "compulsory",
        "given": [{**before, "status": "in-force", "article": "Art. 396(2)"}],
    }
    proceeding = life(case)
    proceeding.carry_out({"command": "add-measure", "day": DAY, "measure": "it", "code": measure, **recording})
    return proceeding.course(DAY)


@pytest.mark.parametrize(("measure", "code"), MEASURES_ASKING)
def test_what_a_measure_asks_for_is_attested_or_noted(measure: str, code: str) -> None:
    others = [each for asking, each in MEASURES_ASKING if asking == measure and each != code]
    if CONDITIONS_OF_LAW[code].required:
        for recording in ({}, {"attests": others}):
            with pytest.raises(Rejection) as raised:
                _added(measure, **recording)
            missing = [problem for problem in raised.value.problems if code in problem.detail]
            assert [(each.code, each.article) for each in missing] == [
                ("attestation-missing", str(CONDITIONS_OF_LAW[code].article))
            ]
    else:
        [noted] = _added(measure, attests=others).not_stated.values()
        assert noted == (code,)
    assert _added(measure, attests=[*others, code]).not_stated == {}


def test_the_listing_is_current_and_every_condition_is_tested() -> None:
    listed = listing()
    assert LISTING.read_text(encoding="utf-8") == listed
    assert [line for line in listed.splitlines() if line.endswith("NOTHING")] == []


def test_the_money_cases_that_are_listed_are_there() -> None:
    for code, place in _of_money().items():
        names = [case["name"] for case in cases(MONEY / "money" / "cases") if case["file"] == place["file"]]
        assert place["case"] in names, code


def listing() -> str:
    """Every condition with how it is known and what exercises it."""
    tested = {**_of_limits(), **_of_measures(), **_OF_CORRECTIONS, **decisive_in_cases(), **_in_cases()}
    tested |= {code: f"law/money/cases/{place['file']}.yaml: {place['case']}" for code, place in _of_money().items()}
    asked = {
        *RULES.conditions_named,
        *_codes_of_rows(),
        *_codes_of_limits(),
        "debtor-handed-over",
        "admits-of-no-delay",
    }
    lines = [
        f"{code} | {row.how.value}{' (required)' if row.required else ''} | "
        f"{tested.get(code, NOT_ASKED if code not in asked else 'NOTHING')}"
        for code, row in sorted(CONDITIONS_OF_LAW.items())
    ]
    return "\n".join(lines) + "\n"


_OF_CORRECTIONS = {
    "resolution-stands": "proceedings/corrections/entries.yaml: copies of a resolution that is struck",
    "reason-taken-back": "proceedings/corrections/outward.yaml: the recipients of an annulled resolution are notified",
}


def test_the_cases_of_corrections_that_are_listed_are_there() -> None:
    there = {f"proceedings/corrections/{case['file']}.yaml: {case['name']}" for case in cases(HERE / "corrections")}
    assert set(_OF_CORRECTIONS.values()) <= there


def _of_money() -> Fields:
    listed: Fields = read_table((MONEY / "data" / "conditions_of_money.yaml").read_text(encoding="utf-8"))
    return listed


def _codes_of_rows() -> Iterable[str]:
    return (code for row in RULES.law.procedures.acts() for code in row.conditions)


def _codes_of_limits() -> Iterable[str]:
    return (code for limit in RULES.law.all(TimeLimit) for code in (*limit.applies_when, *limit.unless))


def _of_limits() -> dict[str, str]:
    return {code: "law/test_limit_conditions.py" for _, code in CONDITIONAL}


def _of_measures() -> dict[str, str]:
    return {code: f"proceedings/test_conditions.py: {measure}" for measure, code in reversed(MEASURES_ASKING)}


@cache
def _in_cases() -> dict[str, str]:
    """By condition the first case that it decides: the act is not open for it, or its paper is asked for."""
    found: dict[str, str] = {}
    before = dict(CONDITIONS.by_code), CONDITIONS.stated
    try:
        for case in reversed(list(cases(HERE / "cases"))):
            place = f"proceedings/cases/{case['file']}.yaml: {case['name']}"
            found |= dict.fromkeys(_decisive_in(case), place)
    finally:
        CONDITIONS.by_code, CONDITIONS.stated = before
    return found


def _decisive_in(case: Fields) -> set[str]:
    noticed: list[tuple[str, Problem]] = []
    papers = set(case["when"].get("attests") or ())
    tests, stated = dict(_DERIVED), _STATED

    def watched(code: str) -> Any:
        def test(course: Course, act: Act, row: ActRow) -> Iterator[Problem]:
            for problem in tests[code].test(course, act, row):
                noticed.append((code, problem))
                yield problem

        return test

    def asked(course: Course, act: Act, row: ActRow, code: str) -> Iterable[Problem]:
        if act.draft:
            papers.add(code)
        return stated(course, act, row, code)

    CONDITIONS.by_code = {code: replace(each, test=watched(code)) for code, each in tests.items()}
    CONDITIONS.stated = asked
    proceeding = life(case, compared=False)
    try:
        proceeding.carry_out(case["when"])
    except Rejection as rejection:
        reasons = rejection.problems
    else:
        reasons = tuple(chain.from_iterable(proceeding.course().irregular.values()))
    return papers | {code for code, problem in noticed if is_among(problem, reasons)}


_DERIVED, _STATED = dict(CONDITIONS.by_code), CONDITIONS.stated


if __name__ == "__main__":
    LISTING.write_text(listing(), encoding="utf-8")
