"""`lea court` against a running edge."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from infra.cli.court import commands as court
from infra.stack.errors import StackError
from shared.clock import MINSK
from tests.factories.proceedings import life
from tests.integration.client.conftest import NUMBERS, PROCEEDINGS, Served

NUMBER = NUMBERS[1]
Lea = Callable[..., Result]


@pytest.fixture
def lea(served: Served, monkeypatch: pytest.MonkeyPatch) -> Lea:
    """Runs `lea court …`."""
    monkeypatch.setattr(court, "court_client", lambda _, language: served.client(language=language))

    def run(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(court.app, arguments, input=stdin, env={"COLUMNS": "200"})

    return run


def printed(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_ask_by_every_kind_of_look_up(lea: Lea) -> None:
    keys = PROCEEDINGS[1].keys
    document = f"{keys.issuer}/{keys.document_number}/{keys.document_issued_on}"
    debtor = f"{keys.debtor_kind}:{keys.debtor_identifier}"
    answer = printed(
        lea("ask", "--number", NUMBER, "--document", document, "--case", keys.court_case, "--debtor", debtor, "--json")
    )
    outcomes = [result["outcome"] for result in answer["results"]]
    assert outcomes == ["found", "found", "several-found", "several-found"]


def test_ask_as_a_person(lea: Lea) -> None:
    result = lea("ask", "--number", NUMBER, "--language", "ru", "--as-of", "2026-03-01")
    assert result.exit_code == 0
    assert f"Исполнительное производство {NUMBER}" in result.stdout
    assert "подписан ключом" in result.stdout


def test_ask_as_known_at_a_moment_of_minsk(lea: Lea) -> None:
    moment = life(1)[0].recorded_at.astimezone(MINSK)
    for form in ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"):
        answer = printed(lea("ask", "--number", NUMBER, "--as-known-at", moment.strftime(form), "--json"))
        assert [status["code"] for status in answer["results"][0]["proceedings"][0]["statuses"]] == ["initiated"]
    answer = printed(lea("ask", "--number", NUMBER, "--as-known-at", "2026-01-01T00:00:00", "--json"))
    assert answer["results"][0]["outcome"] == "not-found"


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "--number", "no number"),
        ("ask", "--number", NUMBER, "--ground", "curiosity"),
        ("ask", "--document", "EC-01/1-2026"),
        ("bulk",),
        ("reconcile", "no-such-file"),
    ],
)
def test_invalid_arguments_are_reported_before_a_request(lea: Lea, arguments: tuple[str, ...]) -> None:
    assert lea(*arguments).exit_code == 2


def test_a_refusal_is_a_sentence(lea: Lea) -> None:
    result = lea("ask", "--number", NUMBER, "--as-of", "2999-01-01")
    assert isinstance(result.exception, StackError)
    assert "as_of 2999-01-01 is after" in str(result.exception)


def test_policy(lea: Lea) -> None:
    assert printed(lea("policy", "--json"))["service"] == "3.11.01"
    assert "/v1/information-requests" in lea("policy").stdout


def test_changes(lea: Lea) -> None:
    cursor = printed(lea("changes", "--json"))["next"]
    assert "that is all" in lea("changes", "--after", cursor, "--limit", "10").stdout


def test_reconcile(lea: Lea, tmp_path: Path) -> None:
    beliefs = tmp_path / "beliefs.jsonl"
    beliefs.write_text(json.dumps({"number": NUMBER, "status_code": "suspended"}) + "\n")
    assert "status_code" in lea("reconcile", str(beliefs)).stdout
    answer = printed(lea("reconcile", str(beliefs), "--json"))
    assert answer["results"][0]["agreement"] == "different"


def test_bulk(lea: Lea, tmp_path: Path) -> None:
    result, look_ups = tmp_path / "result.jsonl", tmp_path / "look-ups.jsonl"
    lines = [json.dumps({"by": "proceeding-number", "number": number}) + "\n" for number in NUMBERS]
    look_ups.write_text("".join(lines))
    task = printed(lea("bulk", str(look_ups), "--result", str(result), "--json"))
    assert task["outcomes"] == {"found": len(NUMBERS)}
    numbers = [json.loads(line)["proceedings"][0]["number"] for line in result.read_text().splitlines()]
    assert numbers == NUMBERS
    again = lea("bulk", "--task", task["id"])
    assert [json.loads(line)["line"] for line in again.stdout.splitlines()] == list(range(1, 13))
    assert "done, 12 of 12 (12 found)" in again.stderr
    handed_in = printed(lea("bulk", "-", "--within", "0", "--json", stdin=lines[0]))
    assert handed_in["look_ups"] == 1
    bad = lea("bulk", "-", stdin="{}\n")
    assert bad.exit_code == 2
