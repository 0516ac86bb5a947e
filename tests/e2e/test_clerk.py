"""The clerk's command line against the whole system: find, read, preview, make, record, and what is refused."""

import asyncio
import json
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from infra.cli.common import output
from infra.cli.main import app
from infra.demo.script import Script
from shared.clock import SystemClock
from tests.e2e.conftest import CASES, Office
from tests.system import System

RUNNER = CliRunner()
REFUSED = 3
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "statement.yaml"
UNTIL_SERVICE = 6
"""Steps of a case up to the service on the debtor."""


class Clerk:
    """Calls `lea` for a system."""

    def __init__(self, system: System, number: str, executor: str) -> None:
        self.system = system
        self.number = number
        self.executor = executor

    async def run(self, *arguments: str, code: int = 0) -> Result:
        told = {
            "LEA_HOME": str(self.system.stack.home),
            "LEA_ACTOR": f"executor:{self.executor}",
            "COLUMNS": "400",
            "LEA_LANGUAGE": "en",
        }
        # A command has a loop of its own.
        result = await asyncio.to_thread(RUNNER.invoke, app, arguments, env=told)
        assert result.exit_code == code, (result.output, result.exception)
        assert "Traceback" not in result.output
        return result

    async def read(self, *arguments: str, code: int = 0) -> Any:
        return json.loads((await self.run(*arguments, "--json", code=code)).stdout)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal on which no table is wrapped."""
    for console in (output.console, output.errors):
        monkeypatch.setattr(console, "width", 400)


@pytest.fixture(scope="module")
async def clerk(system: System, office: Office) -> Clerk:
    """At work on a proceeding whose voluntary term is over."""
    script: Script = office.case_of_kind("property arrested and sold", after=CASES)
    await office.begin(script, UNTIL_SERVICE)
    await system.settle()
    async with system.connected("proceedings") as connection:
        row = await connection.fetchrow(
            "SELECT number, executor FROM proceeding_index WHERE proceeding = $1", script.proceeding
        )
    return Clerk(system, row["number"], row["executor"])


async def test_a_proceeding_is_found_and_read(clerk: Clerk) -> None:
    view = await clerk.read("proceeding", "show", clerk.number)
    document, debtor = view["document"], view["debtor"]["identifier"]
    for option in (
        ("--number", clerk.number),
        ("--document", f" {document['number'].lower()}", "--issuer", document["issuer"]["code"]),
        ("--debtor", f"{debtor['kind']}:{debtor['value']}"),
    ):
        found = await clerk.read("proceeding", "find", *option)
        assert clerk.number in [row["number"] for row in found["proceedings"]]
    shown = (await clerk.run("proceeding", "show", clerk.number, "--language", "be")).stdout
    assert f"Выканаўчая вытворчасць {clerk.number}" in shown
    assert view["debtor"]["name"] in shown
    assert (await clerk.run("proceeding", "find", "--document", "no such", code=1)).stdout.strip() == "none"
    unknown = await clerk.run("proceeding", "show", "0101-1999-000001", code=1)
    assert "no proceeding has the number" in unknown.stderr


async def test_the_history_has_every_act_with_its_article(clerk: Clerk) -> None:
    history = await clerk.read("proceeding", "history", clerk.number)
    days = [act["day"] for act in history["acts"]]
    assert days == sorted(days)
    assert history["acts"][0]["act"] == "initiate-proceeding"
    assert "Art. 357(1)" in (await clerk.run("proceeding", "history", clerk.number)).stdout


async def test_open_acts_are_listed_with_reasons(clerk: Clerk) -> None:
    everything = await clerk.read("proceeding", "acts", clerk.number, "--all")
    opened = await clerk.read("proceeding", "acts", clerk.number)
    closed = [act for act in everything["acts"] if not act["open"]]
    assert len(everything["acts"]) == len(opened["acts"]) + len(closed)
    assert all(act["article"] and (act["problems"] or act["grounds"]) for act in closed)


async def test_an_act_is_previewed_made_and_refused(clerk: Clerk) -> None:
    paid = ("record-payment", "--sum", "1.00 BYN", "--source", "debtor")
    view = await clerk.read("proceeding", "show", clerk.number)
    preview = await clerk.read("act", "preview", clerk.number, *paid)
    [claim] = preview["money"]
    assert preview["outcome"] == "accepted"
    assert "1.00" not in {claim["before"]["amount"], claim["after"]["amount"]}
    assert (await clerk.read("proceeding", "show", clerk.number)) == view

    await clerk.read("act", "do", clerk.number, *paid, "--version", str(preview["version"]))
    after = await clerk.read("proceeding", "show", clerk.number)
    balances = {each["claim"]["number"]: each["balance"] for each in after["claims"]}
    assert balances[claim["claim"]] == claim["after"]
    stale = await clerk.run("act", "do", clerk.number, *paid, "--version", str(preview["version"]), code=REFUSED)
    assert "expected_version" in stale.stderr

    other = ("--executor.id", "9999-001", "--executor.full-name", "Ivanova Anna")
    handed = ("assign-executor", *other, "--as", f"head:{clerk.executor[:4]}")
    refused = await clerk.run("act", "do", clerk.number, *handed, code=REFUSED)
    assert "executor.id" in refused.stderr
    assert "Art. 344(3)" in refused.stderr
    as_json = await clerk.read("act", "preview", clerk.number, *handed, code=REFUSED)
    assert as_json["problems"][0]["code"] == "executor-of-another-body"


async def test_a_cost_of_the_past_is_recorded_with_its_paper(clerk: Clerk) -> None:
    view = await clerk.read("proceeding", "show", clerk.number)
    day = view["served_on"]
    fields = ("record-cost", "--day", day, "--kind", "travel", "--sum", "3.00 BYN")
    paper = ("--paper", "receipt:17", "--dated", day, "--author", "Belposhta", "--reason", "found in the file")
    reply = await clerk.read("act", "record", clerk.number, *fields, *paper)
    assert reply["outcome"] == "accepted"
    history = await clerk.read("proceeding", "history", clerk.number)
    [act] = [act for act in history["acts"] if act["id"] == reply["command_id"]]
    assert (act["day"], act["recording"]["paper"]["number"]) == (day, "17")
    assert act["actor"] == f"executor:{clerk.executor}"
    again = await clerk.read("act", "record", clerk.number, *fields, *paper, "--id", reply["command_id"])
    assert again == reply


async def test_fields_that_are_missing_are_named(clerk: Clerk) -> None:
    missing = await clerk.run("act", "do", clerk.number, "suspend-proceeding", code=REFUSED)
    assert "ground" in missing.stderr
    unknown = await clerk.run("act", "do", clerk.number, "suspend-proceeding", "--grund", "x", code=2)
    assert "--grund" in unknown.stderr


async def test_an_act_that_was_not_open_is_on_the_work_list_until_it_is_struck(clerk: Clerk) -> None:
    yesterday = (SystemClock().today() - timedelta(days=1)).isoformat()
    again = ("record-service", "--day", yesterday, "--method", "electronic", "--paper", "receipt:18")
    preview = await clerk.read("act", "preview", clerk.number, *again)
    assert [problem["code"] for problem in preview["irregular"]] == ["debtor-already-served"]
    act = (await clerk.read("act", "record", clerk.number, *again))["command_id"]
    assert act in await duties_of(clerk)
    assert clerk.number in (await clerk.run("duties", "--executor", clerk.executor)).stdout

    why = ("--reason", "of another proceeding", "--paper", "memo:17")
    correction = (await clerk.read("act", "strike", clerk.number, act, *why))["command_id"]
    history = await clerk.read("proceeding", "history", clerk.number)
    assert [(each["id"], each["standing"]) for each in history["corrections"]] == [(correction, "proposed")]
    own = await clerk.read("act", "approve", clerk.number, correction, code=REFUSED)
    assert own["problems"]
    await clerk.read("act", "approve", clerk.number, correction, "--as", f"head:{clerk.executor[:4]}")
    history = await clerk.read("proceeding", "history", clerk.number)
    assert [each["struck"] for each in history["acts"] if each["id"] == act] == [True]
    assert history["corrections"][0]["standing"] == "made"
    assert act not in await duties_of(clerk)


async def duties_of(clerk: Clerk) -> list[str]:
    return [duty["act"] for duty in (await clerk.read("duties", "--body", clerk.number[:4]))["duties"]]


async def test_a_sum_that_was_typed_wrongly_is_corrected(clerk: Clerk) -> None:
    payment = "0197a3c0-7b1e-7c52-9d2f-3f1f0a6b8c11"
    paid = ("record-payment", "--payment", payment, "--source", "debtor")
    act = (await clerk.read("act", "do", clerk.number, *paid, "--sum", "2.00 BYN"))["command_id"]
    why = ("--reason", "typed wrongly", "--paper", "payment-order:5")
    right = await clerk.read("act", "correct", clerk.number, act, *paid, "--sum", "3.00 BYN", *why)
    history = await clerk.read("proceeding", "history", clerk.number)
    [proposal] = [each for each in history["corrections"] if each["id"] == right["command_id"]]
    assert proposal["standing"] == "proposed"
    head = ("--as", f"head:{clerk.executor[:4]}")
    approved = (await clerk.run("act", "approve", clerk.number, right["command_id"], *head)).stdout
    assert "sum: 2.00 BYN → 3.00 BYN" in approved, "what is approved is shown"
    shown = (await clerk.run("proceeding", "history", clerk.number)).stdout
    assert shown.count("sum: 2.00 BYN → 3.00 BYN") == 2, "at the act, and at its correction"
    history = await clerk.read("proceeding", "history", clerk.number)
    [corrected] = [each for each in history["acts"] if each["id"] == act]
    assert corrected["data"]["sum"]["amount"] == "3.00"
    assert corrected["recorded_as"]["data"]["sum"]["amount"] == "2.00"
    assert corrected["corrected_by"] == right["command_id"]


async def test_limits_have_whole_numbers_and_names(clerk: Clerk) -> None:
    limits = await clerk.read("deadlines", "missed", "--number", clerk.number)
    shown = (await clerk.run("deadlines", "missed", "--number", clerk.number, "--language", "ru")).stdout
    assert clerk.number in shown
    assert limits[0]["names"]["ru"] in shown
    await clerk.run("deadlines", "due", "--days", "366")


async def registered(clerk: Clerk, number: str, *fields: str) -> None:
    """A statement of the example with other numbers, the document's as well."""
    today = SystemClock().today()
    days = {"decided_on": 60, "in_force_on": 45, "issued_on": 44}
    dated = [
        word
        for field, before in days.items()
        for word in (f"--document.{field.replace('_', '-')}", (today - timedelta(days=before)).isoformat())
    ]
    named = ("--registration-number", number, "--document.number", number)
    body = ("--body", clerk.executor[:4])
    shown = await clerk.run("statement", "register", "--from", str(EXAMPLE), *body, *named, *dated, *fields)
    assert f"Statement {number}" in shown.stdout
    assert f"Next: lea statement assess {number}" in shown.stdout


async def test_a_statement_is_registered_assessed_and_initiated(clerk: Clerk) -> None:
    await registered(clerk, "clerk-1")
    early = await clerk.run("statement", "decide", "clerk-1", "initiate", "--full-name", "Ivanova A. P.", code=REFUSED)
    assert "Art. 356(1)" in early.stderr
    assert "Next: `lea statement assess NUMBER --record`" in early.stderr

    preview = await clerk.read("statement", "assess", "clerk-1")
    assert (preview["before"], preview["after"]) == ("registered", "assessed")
    assert (await clerk.read("statement", "show", "clerk-1"))["status"] == "registered"
    shown = (await clerk.run("statement", "assess", "clerk-1", "--record", "--language", "ru")).stdout
    assert "Срок предъявления (ст. 337 ч. 1" in shown
    assert "Далее: lea statement decide clerk-1 initiate" in shown

    decided = (await clerk.run("statement", "decide", "clerk-1", "initiate", "--full-name", "Ivanova A. P.")).stdout
    [number] = re.findall(r"Enforcement proceeding (\d{4}-\d{4}-\d{6})", decided)
    view = await clerk.read("proceeding", "show", number)
    assert view["document"]["number"] == "CLERK-1"  # kept in capitals
    statement = await clerk.read("statement", "show", "clerk-1")
    assert statement["decision"]["proceeding"] == view["id"]

    again = await clerk.run("statement", "show", "clerk-2", code=1)
    assert "registered no statement under clerk-2" in again.stderr
    assert "--body" in again.stderr


async def test_a_statement_is_returned_for_what_was_found(clerk: Clerk) -> None:
    await registered(clerk, "clerk-3", "--contents.lists-enclosures", "false")
    await clerk.run("statement", "assess", "clerk-3", "--record")
    name = ("--full-name", "Ivanova A. P.")
    refused = await clerk.read("statement", "decide", "clerk-3", "initiate", *name, code=REFUSED)
    assert [problem["article"] for problem in refused["problems"]] == ["Art. 355(2) ind. 6"]
    await clerk.run("statement", "decide", "clerk-3", "return", *name, "--language", "ru")
    statement = await clerk.read("statement", "show", "clerk-3")
    assert statement["status"] == "decided-return"
    assert statement["decision"]["ground"] == "return-uninitiated-form"
    assert statement["decision"]["reasons"] == "ст. 355 ч. 2 абз. 6: В заявлении нет перечня прилагаемых документов."
    await clerk.run("statement", "do", "clerk-3", "send-decision-copies", "--recipients", "recoverer,issuer")


async def test_an_entry_of_a_statement_is_struck_and_corrected(clerk: Clerk) -> None:
    await registered(clerk, "clerk-4")
    fact = ("--circumstance.ground", "refuse-waived", "--circumstance.evidence", "letter 17")
    day = ("--circumstance.established-on", SystemClock().today().isoformat())
    act = (await clerk.read("statement", "do", "clerk-4", "establish-circumstance", *fact, *day))["command_id"]
    assert (await clerk.read("statement", "assess", "clerk-4"))["assessment"]["proposal"] == "refuse"
    why = ("--reason", "of another statement", "--paper", "memo:17")
    correction = (await clerk.read("statement", "strike", "clerk-4", act, *why))["command_id"]
    await clerk.read("statement", "approve", "clerk-4", correction, "--as", f"head:{clerk.executor[:4]}")
    assert (await clerk.read("statement", "assess", "clerk-4"))["assessment"]["proposal"] == "initiate"
    struck = await clerk.read("statement", "show", "clerk-4")
    assert [each["act"] for each in struck["acts"] if each["struck"]] == ["establish-circumstance"]


async def shown(clerk: Clerk) -> dict[str, Any]:
    """The proceeding without its limits: those follow earlier acts in their own time, from another service."""
    view: dict[str, Any] = await clerk.read("proceeding", "show", clerk.number)
    return {name: value for name, value in view.items() if name != "limits"}


async def test_where_money_would_go_is_shown_and_then_done(clerk: Clerk) -> None:
    view = await shown(clerk)
    seen = await clerk.read("money", "what-if", clerk.number, "4.00 BYN")
    parts = [seen["allocation"][part] for part in ("costs", "fee", "surplus")]
    paid = [Decimal(each["amount"]) for each in (*parts, *(each["sum"] for each in seen["allocation"]["repayments"]))]
    assert sum(paid) == Decimal("4.00")
    assert (await shown(clerk)) == view
    assert "Allocation" in (await clerk.run("money", "what-if", clerk.number, "4.00 BYN")).stdout
    await clerk.read("money", "payment", clerk.number, "4.00 BYN")
    await clerk.read("money", "cost", clerk.number, "travel", "1.00 BYN")
    after = await clerk.read("proceeding", "show", clerk.number)
    claims = {change["claim"]: change["after"] for change in seen["money"] if change["of"] == "claim"}
    balances = {each["claim"]["number"]: each["balance"] for each in after["claims"]}
    assert {number: balances[number] for number in claims} == claims
