"""Every case of the tables in `cases/`: the sums a lawyer computed by hand, and the article the result must cite."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError, validate_call

import shared.law.money as law
from contracts.codelists import CURRENCIES
from contracts.values import Money
from shared.law.money.errors import MoneyError
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.parts import MoneyRules
from shared.law.rule_sets.vocabulary import FeeReading
from shared.plain_yaml import read_table

CASES = [
    case for path in sorted((Path(__file__).parent / "cases").glob("*.yaml")) for case in read_table(path.read_text())
]
CODES = {currency.abbreviation: code for code, currency in CURRENCIES.items()}
SUM = re.compile(r"(\d+(?:\.\d+)?)(?: ([A-Z]{3}))?")
KEYED = {"payments": ("number", "paid"), "deductions": ("number", "withheld"), "takes": ("name", "taken")}
CALLED_WITH_A_MODEL = {"distribute"}


@cache
def rules_of(reading: str) -> MoneyRules:
    rules = RuleSets.load().named("epc-2021").money
    return rules.model_copy(update={"fee": rules.fee.model_copy(update={"reading": FeeReading(reading)})})


def read(name: str, value: Any) -> Any:
    """A value of a case as the rule takes it: a sum with its currency becomes money."""
    if isinstance(value, dict):
        return {key: read(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [read(name, inner) for inner in value]
    if isinstance(value, str) and name not in {"currency", "roubles"} and (match := SUM.fullmatch(value)):
        return law.money(match[1], CODES[match[2] or "BYN"])
    return value


def shown(name: str, value: Any) -> Any:
    """A value of a result as a case writes it."""
    if isinstance(value, Money):
        abbreviation = CURRENCIES[value.currency].abbreviation
        return str(value.amount) if abbreviation == "BYN" else f"{value.amount} {abbreviation}"
    if isinstance(value, tuple) and name in KEYED:
        key, paid = KEYED[name]
        return {getattr(line, key): shown(paid, getattr(line, paid)) for line in value}
    if isinstance(value, tuple):
        return [shown(name, inner) for inner in value]
    return value


def apply(case: dict[str, Any]) -> law.Explained:
    given = {name: read(name, value) for name, value in case["input"].items()}
    rules = rules_of(case.get("reading", "of-credited"))
    if "last_day" in given:
        days = case["input"]["last_day"]
        given["last_day"] = days.__getitem__
    if case["rule"] in CALLED_WITH_A_MODEL:
        return law.distribute(rules, law.Collection.model_validate(given))
    result: law.Explained = validate_call(getattr(law, case["rule"]))(rules, **given)
    return result


def test_there_are_enough_cases_and_each_is_complete() -> None:
    assert len(CASES) >= 150
    assert len({case["name"] for case in CASES}) == len(CASES)
    for case in CASES:
        assert {"name", "rule", "article", "input", "expected", "working"} <= case.keys(), case["name"]


@pytest.mark.parametrize(
    "case", [case for case in CASES if "error" not in case["expected"]], ids=lambda case: case["name"]
)
def test_case(case: dict[str, Any]) -> None:
    result = apply(case)
    assert {name: shown(name, getattr(result, name)) for name in case["expected"]} == case["expected"]
    assert case["article"] in {step.article for step in result.steps}
    assert result.rule_set == "epc-2021"
    assert case["article"] in result.sentence()
    assert type(result).model_validate_json(result.model_dump_json()) == result


@pytest.mark.parametrize("case", [case for case in CASES if "error" in case["expected"]], ids=lambda case: case["name"])
def test_refused_case(case: dict[str, Any]) -> None:
    with pytest.raises(MoneyError) as refusal:
        apply(case)
    assert refusal.value.code == case["expected"]["error"]
    assert refusal.value.problem.detail


def test_a_claim_names_its_queue_in_one_way_only() -> None:
    with pytest.raises(ValidationError, match="either kind or queue"):
        law.Claim(number="A", initiated_on="2026-01-12", outstanding=law.money(1), kind="other", queue=5)


def test_a_proceeding_is_listed_once() -> None:
    claim = law.Claim(number="A", initiated_on="2026-01-12", outstanding=law.money(1), queue=5)
    with pytest.raises(ValidationError, match="listed twice"):
        law.Collection(
            collected=law.money(1),
            costs=law.money(0),
            debtor="citizen",
            source="debtor",
            fee_due=False,
            claims=(claim, claim),
        )
