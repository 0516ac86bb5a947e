"""`lea law limits`, `limit`, `article`: what a person and a program get."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from infra.cli.main import app


def lea_law(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["law", *arguments], env={"COLUMNS": "160"})


def as_json(*arguments: str) -> Any:
    result = lea_law(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_limits_of_an_article() -> None:
    (row,) = as_json("limits", "--article", "357")
    assert (row["id"], row["amount"], row["unit"], row["article"]) == (
        "voluntary-execution",
        7,
        "working_days",
        "Art. 357(1)",
    )
    assert "7 working days" in lea_law("limits", "--article", "357").stdout
    assert "7 рабочих дней" in lea_law("limits", "--article", "357", "--language", "ru").stdout


def test_a_name_without_translation_is_marked() -> None:
    first, _ = as_json("limits", "--article", "36", "--language", "be")
    assert first["what"] == {"en": "Declare reasoned self-withdrawal or challenge"}
    for language in ("ru", "be"):
        shown = lea_law("limits", "--article", "36", "--language", language).stdout
        assert "Declare reasoned self-withdrawal or challenge (en)" in shown
        assert "(en)" not in lea_law("limits", "--article", "357", "--language", language).stdout
    assert "(en)" not in lea_law("limits", "--article", "36").stdout


def test_all_limits_in_the_order_of_the_code() -> None:
    rows = as_json("limits")
    assert len(rows) == 294
    assert rows[0]["article"] == "Art. 31(1)"
    assert rows[-1]["article"] == "Art. 401(4)"


# Art. 357(1): seven working days; 20 April moved to the 25th, 21 April Radunitsa, 2026.
def test_a_limit_from_a_day() -> None:
    answer = as_json("limit", "voluntary-execution", "--from", "2026-04-15")
    assert (answer["due"], answer["provisional"], answer["article"], answer["rule_set"]) == (
        "2026-04-27",
        False,
        "Art. 357(1)",
        "epc-2021",
    )
    kinds = [step["kind"] for step in answer["steps"]]
    assert (kinds[0], kinds[-1]) == ("started", "ended")
    assert all(step["text"] and step["article"] for step in answer["steps"])


def test_a_limit_in_a_year_without_published_transfers_is_provisional() -> None:
    assert as_json("limit", "voluntary-execution", "--from", "2027-04-15")["provisional"] is True


def test_a_limit_in_words() -> None:
    shown = lea_law("limit", "voluntary-execution", "--from", "2026-04-15").stdout
    assert "last day 27 April 2026" in shown
    assert "Compulsory execution opens" in shown


def test_an_article() -> None:
    answer = as_json("article", "366")
    assert answer["title"] == "Return to the recoverer"
    assert len(answer["rows"]["grounds"]) == 10
    shown = lea_law("article", "366").stdout
    assert "return-non-property-exhausted" in shown
    assert "Взыскатель отказался" in lea_law("article", "366", "--language", "ru").stdout


def test_an_article_with_superscript() -> None:
    assert as_json("article", "345-1")["article"] == "345-1"


def test_an_excluded_article_has_no_rows() -> None:
    assert as_json("article", "374")["rows"] == {}
    assert "No row" in lea_law("article", "374").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["limit", "voluntary", "--from", "2026-04-15"], "holds no row 'voluntary'"),
        (["limit", "self-sale-term", "--from", "2026-04-15"], "set by the court executor"),
        (
            ["limit", "voluntary-execution", "--from", "2019-04-15"],
            "no rule set is in force on 2019-04-15",
        ),
        (["limit", "voluntary-execution", "--from", "2026-04-15", "--rule-set", "epc-1998"], "epc-1998"),
        (["article", "999"], "no row '999'"),
        (["article", "3x"], "is not an article"),
        (["limits", "--article", "357(1)(2)"], "is not an article"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(arguments: list[str], says: str) -> None:
    result = lea_law(*arguments)
    assert result.exit_code == 1
    assert says in result.stderr.replace("\n", " ")
    assert not result.stdout


def test_a_day_before_the_first_rule_set_is_explained() -> None:
    refused = lea_law("limit", "voluntary-execution", "--from", "2021-01-05")
    assert "epc-2021 from 2021-01-06" in refused.stderr.replace("\n", " ")
    named = as_json("limit", "voluntary-execution", "--from", "2021-01-05", "--rule-set", "epc-2021")
    assert named["due"] == "2021-01-16"  # a Saturday worked by transfer
