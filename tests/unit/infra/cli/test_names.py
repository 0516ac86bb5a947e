"""Names in three languages: of acts, duties, grounds, actors, fields and broken rules; and the language itself."""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

import shared
from contracts.events.corrections import CorrectionKind
from contracts.events.intake import Proposal
from contracts.names import findings, problem_names
from contracts.problems import Problem
from contracts.queries.intake import StatementStatus
from contracts.values import PartyKind
from infra.cli.clerk import labels, names
from infra.cli.clerk.fields import fields_of, rows
from infra.cli.clerk.names import value_name
from infra.cli.clerk.problems import detail_in, field_in, reasons_in
from infra.cli.common.language import language_of_environment
from services.intake.domain import refusals as of_statements
from services.proceedings.domain import refusals as of_proceedings
from shared import recordings
from shared.documents.wording import words
from shared.explanations import IN_PARTS, SHAPES, UNEXPLAINED, explained
from shared.law.names import LANGUAGES, Language, article_in
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.rows import Ground
from shared.problem_texts import advice, rule_in
from tests.unit.refused import WITHOUT_ARTICLE

ROOT = Path(shared.__file__).parents[1]
REFUSALS = [
    value
    for module in (of_statements, of_proceedings, recordings)
    for value in vars(module).values()
    if isinstance(value, of_statements.Refusal | of_proceedings.Refusal | recordings.Fault)
]


def codes_in_sources() -> set[str]:
    """Codes of problems that the messaging makes itself."""
    found = set[str]()
    for file in Path(shared.__file__).parent.joinpath("messaging").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem":
                stated = [each.value for each in node.keywords if each.arg == "code"]
                found |= {str(each.value) for each in stated if isinstance(each, ast.Constant)}
    return found


def test_every_refusal_has_a_rule_in_each_language_and_says_what_to_do() -> None:
    codes = {refusal.code for refusal in REFUSALS} | codes_in_sources()
    assert len(codes) > 100
    assert sorted(codes - problem_names().rules.keys()) == []


def test_every_refusal_of_an_act_on_a_time_limit_has_a_rule() -> None:
    calls = (node for node in _nodes("services/deadlines/domain/asking.py") if isinstance(node, ast.Call))
    codes = {ast.literal_eval(node.args[0]) for node in calls if getattr(node.func, "id", "") == "_rejected"}
    assert len(codes) > 8
    assert sorted(codes - problem_names().rules.keys()) == []


def test_what_rests_on_no_article_is_a_rule_that_names_none() -> None:
    with_article = {refusal.code for refusal in REFUSALS if refusal.article}
    assert not with_article & WITHOUT_ARTICLE.keys()
    assert WITHOUT_ARTICLE.keys() - {"invalid-field", "money-invalid-amount"} <= {each.code for each in REFUSALS}


def test_no_rule_is_left_in_english() -> None:
    for code, rule in problem_names().rules.items():
        assert re.search("[а-я]", rule.ru), code
        assert re.search("[а-яіў]", rule.be), code
        assert not re.search("[ищъ]", rule.be), (code, rule.be)
    for key, text in problem_names().advice.items():
        assert text.ru != text.en != text.be, key


def test_every_field_of_a_refusal_has_a_name() -> None:
    parts = {part for refusal in REFUSALS if refusal.field for part in refusal.field.split(".")}
    assert [part for part in sorted(parts) if names.field_name(part, "ru") == part] == []


@pytest.mark.parametrize("act", rows())
def test_every_field_of_an_act_has_a_name(act: str) -> None:
    parts = {part for field in fields_of(act) for part in field.path.split(".")}
    assert [part for part in sorted(parts) if names.field_name(part, "ru") == part] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_are_named(language: Language) -> None:
    rule_set = next(iter(RuleSets.load()))
    for act, row in rows().items():
        assert names.act_name(act, language) != act
        assert names.actor_names(row.by, language) != ", ".join(row.by)
    for duty in (*rule_set.procedures.duties.duties, "review-decision-on-statement"):
        assert names.duty_name(duty, language) != duty
    for ground in rule_set.all(Ground):
        assert names.ground_name(ground.id, language) != ground.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_of_statements_have_words(language: Language) -> None:
    say = labels.words_in(language)
    for kind in (StatementStatus, Proposal, PartyKind, CorrectionKind):
        for each in kind:
            assert say(each.value)
    for proposal in Proposal:
        assert say(f"propose-{proposal.value}")


def test_a_refusal_names_field_rule_and_article_in_each_language() -> None:
    problem = of_proceedings.EXECUTOR_OF_ANOTHER_BODY.because("9999-001 is not of body 0101")
    assert field_in(problem.field, "en") == "executor.id"
    assert field_in(problem.field, "ru") == "судебный исполнитель, код (executor.id)"
    assert field_in("claims.0.sum", "be") == "патрабаванні, 0, сума (claims.0.sum)"
    assert article_in(problem.article, "ru") == "ст. 344 ч. 3"
    assert article_in("Art. 345-1(2) ind. 3", "be") == "арт. 345-1 ч. 2 абз. 3"
    assert rule_in(problem, "be") == "выканаўца працуе ў гэтым органе"
    assert rule_in(problem, "en") == problem.rule
    reason = "ст. 344 ч. 3 исполнитель состоит в этом органе: 9999-001 не состоит в органе 0101"
    assert reasons_in([problem], "ru") == reason
    assert advice([problem, problem], "en") == [
        "Name an executor of the body: the number begins with the code of the body, as 0101-017."
    ]


@pytest.mark.parametrize(
    ("detail", "russian"),
    [
        ("no proceeding has the number 0101-2026-000009", "нет производства с номером 0101-2026-000009"),
        ("the proceeding is suspended", "статус производства: Приостановлено"),
        ("the proceeding is suspended since 2026-06-01", "статус производства: Приостановлено, с 2026-06-01"),
        ("record-payment records a fact", "«Поступление денежных средств» записывает факт"),
        ("Value error, code 'x' is not in the code list measures", "кода 'x' нет в списке measures"),
        ("String should match pattern '^\\d{4}$'", "код органа — четыре цифры, например 0401"),
        ("something of a newer release", "something of a newer release"),
    ],
)
def test_what_was_found_is_said_with_names(detail: str, russian: str) -> None:
    problem = Problem(code="a-code", rule="a rule", detail=detail)
    assert detail_in(problem, "ru") == russian
    assert detail_in(problem, "en") == explained(detail)


def said_in_code() -> set[str]:
    """The sentences that refusals are explained with, `{}` for what they name."""
    services_ = Path(of_statements.__file__).parents[2]
    sources = [*services_.joinpath("proceedings").rglob("*.py"), *services_.joinpath("intake").rglob("*.py")]
    said = set()
    for file in sources:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.JoinedStr):
                parts = (each.value if isinstance(each, ast.Constant) else "{}" for each in node.values)
                said.add("".join(map(str, parts)))
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"because", "reject"}:
                said |= {str(each.value) for each in node.args if isinstance(each, ast.Constant)}
    return said


def test_sentences_that_are_put_into_other_languages_are_said_by_the_services() -> None:
    known = {each.en for each in findings()}
    assert len(known & said_in_code()) > 120


OF_CLERKS = ("values", "documents", "listed", "recording", "reversal")
"""Contracts whose fields a clerk fills in."""
NOT_OF_CLERKS = (
    *("supreme-court", "bank.first", "hexadecimal", "cursor", "Base64"),
    *("type of a command", "/lea/cli", "https"),
)
"""What explains fields that only operators and machines fill in."""


def faults_of_fields() -> set[str]:
    """What is said of a field that a clerk filled in otherwise than it has to be; `{}` stands for what it names."""
    said = {UNEXPLAINED, IN_PARTS, *(each for each in SHAPES.values() if not any(of in each for of in NOT_OF_CLERKS))}
    for node in chain.from_iterable(map(_nodes, (f"contracts/{name}.py" for name in OF_CLERKS))):
        if isinstance(node, ast.Raise) and ast.unparse(node).startswith("raise ValueError("):
            said |= {_sentence(each) for each in getattr(node.exc, "args", ())}
    returned = (node.value for node in _nodes("shared/check_digits.py") if isinstance(node, ast.Return))
    return (said | set(map(_sentence, returned))) - {""}


def _nodes(source: str) -> Iterator[ast.AST]:
    return ast.walk(ast.parse((ROOT / source).read_text(encoding="utf-8")))


def _sentence(node: ast.expr | None) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_what_is_wrong_with_a_field_is_said_in_each_language() -> None:
    known = {each.en for each in findings()}
    assert len(faults_of_fields()) > 40
    assert not faults_of_fields() - known


@pytest.mark.parametrize(
    ("found", "russian"),
    [
        ("Input should be an object", "поле из частей: сумму записывают как 100.00 BYN, код лица как unp:191234563"),
        ("Decimal input should have no more than 18 digits in total", "в сумме не больше 18 цифр"),
        (
            "Value error, amount has more than 2 decimal places of currency 933",
            "после точки больше 2 знаков, валюта 933",
        ),
    ],
)
def test_what_a_library_says_of_a_field_is_said_in_words(found: str, russian: str) -> None:
    problem = Problem(code="invalid-field", rule="value-error", detail=found, field="sum")
    assert detail_in(problem, "ru") == russian
    assert rule_in(problem, "en") == "a field is filled in as it has to be"


def test_a_sentence_names_the_same_in_each_language() -> None:
    for each in findings():
        assert each.en.count("{}") == each.ru.count("{}") == each.be.count("{}"), each.en
        assert not re.search("[ищъ]", each.be), each.be


def test_a_problem_without_a_name_is_shown_as_the_service_says_it() -> None:
    problem = Problem(code="of-a-newer-release", rule="a rule", detail="a reason", field="of.somewhere")
    assert (rule_in(problem, "ru"), advice([problem], "ru")) == ("a rule", [])
    assert field_in(problem.field, "ru") == "of, somewhere (of.somewhere)"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "be_BY.UTF-8"}, "be"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LANG": "ru_RU.UTF-8"}, "en"),
        ({"LEA_LANGUAGE": "be", "LC_ALL": "C"}, "be"),
    ],
)
def test_the_language_is_that_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: Language
) -> None:
    for name in ("LEA_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language_of_environment() == language


def test_a_value_is_named_by_its_field() -> None:
    assert value_name("electronic", "en", "method") == "by electronic means"
    assert value_name("electronic", "ru", "form") == "электронные торги"
    assert value_name("nobody", "en", "fund") == value_name("nobody", "en")
    assert value_name("nobody", "en", "signed_by") == "nobody"


def test_what_is_named_by_field_is_a_value_of_that_field() -> None:
    values = {
        f"{field.path.rpartition('.')[2]}.{code}" for act in rows() for field in fields_of(act) for code in field.codes
    }
    assert {name for name in words().codes if "." in name} <= values
