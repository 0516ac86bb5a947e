"""`lea money import`: what it shows, records and refuses, with replies of services that a test gives."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from infra.cli.clerk import bank_statement
from infra.cli.common.errors import USAGE
from infra.cli.main import app
from shared.messaging.client import NoReply
from tests.unit.shared.bank_statements.records import Services
from tests.unit.shared.bank_statements.test_matching import FIRST, SECOND, recorded
from tests.unit.shared.bank_statements.test_reading import BOMB

ROWS = f"""date,order,amount,direction,name,identifier,purpose
2026-11-19,214,200.00,credit,OJSC,,debt {FIRST}
2026-11-19,215,50.00,credit,Somebody,,gift
2026-11-19,216,10.00,credit,Payer,100000007,debt
"""


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Services:
    made = Services(debtors={"100000007": [FIRST, SECOND]})

    def with_client(_: str, actor: str, work: Any, **__: Any) -> Any:
        made.actor = actor
        return asyncio.run(work(made))

    monkeypatch.setattr(bank_statement, "with_client", with_client)
    monkeypatch.setattr(bank_statement, "addresses_of", lambda _: None)
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "statement.csv"
    path.write_text(ROWS)
    return path


def lea(file: Path, *options: str, actor: str = "accountant:0101") -> Result:
    return CliRunner().invoke(app, ["money", "import", str(file), "--as", actor, "--language", "en", *options])


def test_a_dry_run_shows_and_writes_nothing(services: Services, file: Path) -> None:
    result = lea(file, "--dry-run")
    assert result.exit_code == 0, result.output
    assert f"payment:{FIRST}:debtor" in result.output
    assert "Choose for entry 4" in result.output
    assert "Nothing is written." in result.output
    assert services.sent == []
    shown = json.loads(lea(file, "--dry-run", "--json").stdout)
    assert [each["outcome"] for each in shown["lines"]] == ["exact", "unmatched", "proposed"]


def test_the_entries_are_recorded(services: Services, file: Path) -> None:
    result = lea(file, "--choose", f"4=payment:{SECOND}:debtor", "--choose", "3=nothing", "--json")
    assert result.exit_code == 0, result.output
    assert [each["became"] for each in json.loads(result.stdout)["results"]] == ["recorded", "left", "recorded"]
    assert services.actor == "accountant:0101"
    services.orders = [recorded()]
    again = lea(file)
    assert again.exit_code == 0
    assert "on record" in again.output
    assert [command.type.split(".")[2] for _, command, *_ in services.sent] == [
        "record-payment", "record-payment", "receive-unidentified",
    ]  # fmt: skip


def test_refusals_and_silence_have_exit_codes(services: Services, file: Path) -> None:
    services.replies = {"214": "rejected"}
    refused = lea(file)
    assert (refused.exit_code, "a reason" in refused.output) == (3, True)
    services.replies = {"215": NoReply("silence")}
    assert lea(file).exit_code == 1


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        (b"", [], "statement-file-form"),
        (f"<!DOCTYPE a [<!ENTITY e0 'x'>{BOMB}]><a>&e11;</a>".encode(), [], "statement-file-xml"),
        (ROWS.encode(), ["--choose", "9=nothing"], "statement-entry-choice"),
        (ROWS.encode(), ["--choose", "2=everything"], "statement-entry-choice"),
        (ROWS.replace("50.00", "much").encode(), [], "unreadable-value"),
    ],
)
def test_files_and_choices_that_are_refused(
    services: Services, file: Path, content: bytes, options: list[str], code: str
) -> None:
    file.write_bytes(content)
    result = lea(file, "--json", *options)
    assert result.exit_code == 3
    assert [each["code"] for each in json.loads(result.stdout)["problems"]] == [code]
    assert services.sent == []


def test_a_file_of_windows(services: Services, file: Path) -> None:
    file.write_bytes(ROWS.replace("gift", "подарок").encode("cp1251"))
    assert lea(file, "--dry-run").exit_code == 3
    assert lea(file, "--dry-run", "--encoding", "cp1251").exit_code == 0


@pytest.mark.parametrize("actor", ["executor:0101-017", "accountant", "auditor:x", "accountant:01"])
def test_who_keeps_the_account(services: Services, file: Path, actor: str) -> None:
    assert lea(file, actor=actor).exit_code == USAGE
    assert lea(file, "--choose", "3", actor="head:0101").exit_code == USAGE
    assert services.sent == []
