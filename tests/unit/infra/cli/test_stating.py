"""Acts as a clerk writes them: options, files, and what is short for something longer."""

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import typer

from contracts.identifiers import derived_id, new_id
from contracts.queries.proceedings import ActView
from contracts.registry import MalformedMessage
from infra.cli.clerk.fields import FIELDS, act_fields, check_service, fields_in
from infra.cli.clerk.histories import acts_table
from infra.cli.clerk.statements import body_of
from infra.cli.clerk.stating import stated
from infra.cli.common.terminal import PlainConsole
from infra.stack.errors import StackError
from tests.unit.intake.harness import FAULTLESS

STATEMENT = """
body: 0101
registration_number: 0101/26-77
recoverer: {kind: legal-person, identifier: "unp:191234563", name: Alfa, address: Minsk}
debtor: {kind: legal-person, identifier: "unp:291234572", name: Beta, address: Brest}
document:
  kind: court-order
  issuer: {code: EC-MINSK, name: Economic Court of Minsk}
  number: 155EIP26114-1
  issued_on: 2026-02-06
  case_number: 155EIP26114
  decided_on: 2026-01-20
  in_force_on: 2026-02-05
  operative_part: To recover 1 250.40 BYN.
claims:
  - {type: principal-debt, sum: 1250.40 BYN}
"""


class Given:
    """The context of a command with these options."""

    def __init__(self, **fields: list[str]) -> None:
        self.meta: dict[str, Any] = {FIELDS: {name.replace("__", "."): texts for name, texts in fields.items()}}


def test_a_statement_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "statement.yaml"
    file.write_text(STATEMENT)
    command: Any = stated(Given(), "register-statement", file, new_id())
    expected = type(command).model_validate(FAULTLESS)
    assert command == expected


def test_options_come_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "statement.yaml"
    file.write_text(STATEMENT)
    given = Given(
        registration_number=["78"],
        debtor__identifier=["foreign:RU:7701"],
        claims=["{type: principal-debt, sum: 10.00 BYN}", "{type: state-duty, sum: 5.00 USD}"],
    )
    command: Any = stated(given, "register-statement", file, new_id())
    assert command.registration_number == "78"
    assert command.debtor.identifier.value == "RU:7701"
    assert [(each.number, str(each.sum.amount), each.sum.currency) for each in command.claims] == [
        (1, "10.00", "933"),
        (2, "5.00", "840"),
    ]


def test_a_sole_trader_has_two_identifiers(tmp_path: Path) -> None:
    file = tmp_path / "statement.yaml"
    trader = "debtor: {kind: entrepreneur, second_identifier: personal-number:3140462K000VF6"
    file.write_text(STATEMENT.replace("debtor: {kind: legal-person", trader))
    command: Any = stated(Given(), "register-statement", file, new_id())
    both = ["291234572", "3140462K000VF6"]
    assert [each.value for each in command.debtor.identifiers] == both
    given = Given(debtor__kind=["citizen"], debtor__second_identifier=["personal-number:3140462K000VF6"])
    file.write_text(STATEMENT)
    command = stated(given, "register-statement", file, new_id())
    assert [each.value for each in command.debtor.identifiers] == both
    with pytest.raises(MalformedMessage) as refused:
        stated(Given(debtor__second_identifier=["unp:191234563"]), "register-statement", file, new_id())
    assert [problem.field for problem in refused.value.problems] == ["debtor.second_identifier"]


def test_what_is_missing_or_malformed_is_named(tmp_path: Path) -> None:
    file = tmp_path / "statement.yaml"
    file.write_text(STATEMENT.replace("body: 0101", "body: 101"))
    with pytest.raises(MalformedMessage) as refused:
        stated(Given(), "register-statement", file, new_id())
    assert [problem.field for problem in refused.value.problems] == ["body"]
    with pytest.raises(MalformedMessage) as refused:
        stated(Given(), "record-payment", None, new_id())
    assert {problem.field for problem in refused.value.problems} >= {"sum", "source"}


def test_a_file_that_holds_no_fields_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text("- a\n- b\n")
    with pytest.raises(StackError, match="does not hold the fields"):
        stated(Given(), "assess-statement", file, new_id())


def test_the_id_of_what_an_act_creates_follows_from_the_command() -> None:
    command_id = new_id()
    cost: Any = stated(Given(kind=["travel"], sum=["3.00 BYN"]), "record-cost", None, command_id)
    assert cost.cost == derived_id(command_id, "cost")


@pytest.mark.parametrize(
    ("body", "actor", "expected"),
    [("0401", "executor:0101-017", "0401"), (None, "executor:0101-017", "0101"), (None, "head:0101", "0101")],
)
def test_the_body_is_that_of_the_acting_person(body: str | None, actor: str, expected: str) -> None:
    assert body_of(body, actor) == expected


@pytest.mark.parametrize(("body", "actor"), [(None, "operator:cli"), ("101", "executor:0101-017")])
def test_a_body_that_is_not_known_is_asked_for(body: str | None, actor: str) -> None:
    with pytest.raises(typer.BadParameter):
        body_of(body, actor)


def test_an_act_is_for_one_command() -> None:
    check_service("record-payment", "proceedings")
    with pytest.raises(typer.BadParameter, match="`lea statement`"):
        check_service("assess-statement", "proceedings")
    with pytest.raises(typer.BadParameter, match="`lea act`"):
        check_service("record-payment", "intake")


@pytest.mark.parametrize(
    ("words", "given", "rest"),
    [
        (["--sealed", "x"], {}, ["--sealed", "x"]),
        (["--document.sealed", "--body", "0101"], {"document.sealed": ["true"], "body": ["0101"]}, []),
        (["--document.sealed", "false", "17"], {"document.sealed": ["false"]}, ["17"]),
        (["--document.sealed=false", "--body"], {"document.sealed": ["false"], "body": [""]}, []),
        (["--claims={a: 1}", "--claims", "{a: 2}"], {"claims": ["{a: 1}", "{a: 2}"]}, []),
    ],
)
def test_fields_are_taken_out_of_the_arguments(words: list[str], given: dict[str, list[str]], rest: list[str]) -> None:
    assert fields_in("register-statement", words) == (given, rest)


def test_a_currency_is_written_as_people_write_it() -> None:
    given = Given(
        payment=[str(new_id())], into=["EUR"], rate__currency=["EUR"], rate__units=["1"], rate__roubles=["3.40"],
        rate__day=["2026-12-01"], rate__source=["National Bank"],
    )  # fmt: skip
    command: Any = stated(given, "convert-receipt", None, new_id())
    assert (command.into, command.rate.currency) == ("978", "978")
    forms = {field.path: field.form for field in act_fields().fields_of("convert-receipt")}
    assert forms["into"] == forms["rate.currency"] == "BYN"


def test_a_list_of_acts_says_how_to_refer_to_what_they_created() -> None:
    payment = new_id()
    act = ActView(
        id=new_id(), act="record-payment", article="Art. 403", day=date(2026, 3, 2), actor="executor:0101-017",
        recorded_at=datetime(2026, 3, 2, 9, tzinfo=UTC), data={"payment": str(payment), "measure": str(new_id())},
    )  # fmt: skip
    console = PlainConsole(file=StringIO(), width=400)
    console.print(acts_table([act], "en"))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert f"--payment {payment}" in shown
    assert "--measure" not in shown
