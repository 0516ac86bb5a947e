"""`lea law wages | distribute | fee | cap`."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from infra.cli.main import app

EXAMPLE = str(Path(__file__).parents[4] / "docs" / "examples" / "distribution.yaml")


def run(*arguments: str, given: str | None = None) -> Any:
    result = CliRunner().invoke(app, ["law", *arguments, "--json"], input=given)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(*arguments: str, given: str | None = None) -> str:
    result = CliRunner().invoke(app, ["law", *arguments], input=given)
    assert result.exit_code == 1
    return result.stderr


def test_the_documented_example_comes_out_to_the_kopeck() -> None:
    answer = run("distribute", EXAMPLE)
    paid = [payment["paid"]["amount"] for payment in answer["payments"]]
    assert paid == ["3000.00", "2500.00", "1500.00", "1585.46", "396.36", "0.00"]
    assert answer["fee"] == {"amount": "898.18", "currency": "933"}
    assert answer["rule_set"] == "epc-2021"
    assert answer["steps"][0]["article"] == "Art. 401(2)"


def test_json_on_standard_input() -> None:
    given = {"collected": "1.10", "costs": 0, "fee_due": True, "debtor": "citizen", "source": "debtor", "claims": []}
    assert run("distribute", "-", given=json.dumps(given))["surplus"]["amount"] == "1.10"


def test_wages_under_several_orders() -> None:
    answer = run("wages", "1000", "--order", "A=900@2026-01-12", "--order", "900", "--order", "900")
    assert answer["withheld"]["amount"] == "500.00"
    assert {line["number"] for line in answer["deductions"]} == {"A", "2", "3"}


def test_orders_without_days_keep_their_order() -> None:
    answer = run("wages", "100", *(part for _ in range(11) for part in ("--order", "900")))
    assert [line["number"] for line in answer["deductions"]] == [str(place) for place in range(1, 12)]


def test_exempt_income_beside_a_pension() -> None:
    answer = run("wages", "500", "--kind", "pension", "--also", "care-supplement=90", "--order", "3000")
    assert (answer["exempt"]["amount"], answer["withheld"]["amount"]) == ("90.00", "100.00")


def test_fee_on_money_and_in_base_units() -> None:
    assert run("fee", "10000", "--costs", "120")["fee"]["amount"] == "898.18"
    assert run("fee", "5000", "--claims", "2000")["surplus"]["amount"] == "2800.00"
    assert run("fee", "--non-property", "legal-person", "--on", "2024-02-01")["fee"]["amount"] == "400.00"


def test_cap() -> None:
    assert run("cap", "levy", "1000", "--costs", "50")["limit"]["amount"] == "1150.00"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["wages", "1000", "--order", "9"], ["withheld", "9.00 BYN", "Art. 392(1)", "Rule set epc-2021"]),
        (["distribute", EXAMPLE], ["1 585.46 BYN", "Art. 404", "surplus"]),
        (["fee", "10000", "--costs", "120"], ["898.18 BYN", "Art. 402(1) ind. 2"]),
        (["cap", "arrest", "100"], ["110.00 BYN", "Art. 377(5)"]),
    ],
)
def test_people_read_tables_and_articles(arguments: list[str], words: list[str]) -> None:
    result = CliRunner().invoke(app, ["law", *arguments])
    assert result.exit_code == 0
    for word in words:
        assert word in result.stdout


@pytest.mark.parametrize(
    ("arguments", "given", "sentence"),
    [
        (["wages", "a lot"], None, "not an amount"),
        (["wages", "1e3"], None, "'1e3' is not an amount: it is written like 1850.40."),
        (["wages", "1_000"], None, "not an amount"),
        (["wages", "1000.00", "--order", "A-1=5000.00@2026-01-12", "--order", "A-1=5000.00@2026-01-12"], None, "twice"),
        (["cap", "levy", "9999999999999999.99"], None, "more than 18 digits"),
        (["wages", "1.005"], None, "decimal places"),
        (["wages", "--", "-1"], None, "negative"),
        (["wages", "1", "--currency", "999"], None, "'999'"),
        (["wages", "1", "--order", "x=y=z"], None, "A-1=3000.00@2026-01-12"),
        (["wages", "1", "--order", "5@2026-02-30"], None, "initiated_on"),
        (["wages", "1", "--on", "2020-01-01"], None, "no rule set is in force"),
        (["wages", "1", "--rule-set", "epc-1066"], None, "epc-1066"),
        (["fee"], None, "--non-property"),
        (["fee", "--non-property", "citizen", "--on", "2027-02-01"], None, "base unit of 2027-02-01"),
        (["cap", "confiscation", "100"], None, "confiscation"),
        (["distribute", "/does/not/exist"], None, "cannot be read"),
        (["distribute", "-"], "{", "neither YAML nor JSON"),
        (["distribute", "-"], "- 1", "no mapping"),
        (["distribute", "-"], "{collected: 1.005}", "decimal places"),
        (["distribute", "-"], "{collected: 1, costs: 0, claims: [{queue: 1}]}", "claims.0.number: Field required"),
    ],
)
def test_bad_input_is_a_sentence(arguments: list[str], given: str | None, sentence: str) -> None:
    assert sentence in refused(*arguments, given=given).replace("\n", " ")
