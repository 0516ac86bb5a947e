"""Statements that no executor has, given out by the head, with what each executor has in work."""

import re
from typing import Any

import pytest

from contracts.commands.intake_handling import DistributeStatement
from contracts.identifiers import derived_id, new_id
from contracts.problems import Problem
from contracts.replies import Rejected
from services.desk.domain.people import Role
from tests.unit.desk.console import Console
from tests.unit.desk.running import EXECUTOR, OTHER, UNDISTRIBUTED, Services

PAGE, NUMBER = "/body/distribution", UNDISTRIBUTED.registration_number


async def test_statements_with_the_load_of_each_executor() -> None:
    page = (await Console(Services(), Role.HEAD).get(PAGE)).text
    assert 'href="/statements/0101/17%2F%3C2026%3E/acts/distribute-statement"' in page
    assert "&lt;1&gt;" in page
    executors = re.findall(r'name="executor" value="([^"]+)" checked', page)
    assert executors == [EXECUTOR, OTHER], "the one with the least first"
    assert "Ivanova &lt;O&#39;Neil&gt;" in page
    assert "<td>3</td>" in page


async def test_each_is_given_out_by_its_own_act_and_once() -> None:
    head, form = Console(Services(), Role.HEAD), new_id()
    sent: dict[str, Any] = {"id": str(form), "number": [NUMBER, NUMBER, "of another"], "executor": [OTHER, "0401-001"]}
    answer = await head.post(PAGE, **sent)
    assert "It is recorded." in answer.text
    [(actor, command, command_id)] = head.services.sent
    assert (actor, command_id) == ("head:0101", derived_id(form, NUMBER))
    assert isinstance(command, DistributeStatement)
    assert [(each.id, each.full_name) for each in command.executors] == [(OTHER, "=Petrov")]
    assert ("ivanova", "act-sent", f"{NUMBER} distribute-statement") in head.trail.entries


async def test_a_refusal_stands_at_its_statement() -> None:
    services = Services(Rejected(problems=(Problem(code="x", rule="r", detail="<b>no", article="Art. 327(3)"),)))
    page = (await Console(services, Role.HEAD).post(PAGE, id=str(new_id()), number=NUMBER, executor=OTHER)).text
    assert "Nothing was recorded. Art.\N{NO-BREAK SPACE}327(3) &lt;b&gt;no" in page


@pytest.mark.parametrize("lacking", ["id", "number", "executor"])
async def test_without_statements_or_executors_nothing_is_sent(lacking: str) -> None:
    head = Console(Services(), Role.HEAD)
    sent = {"id": str(new_id()), "number": NUMBER, "executor": OTHER}
    answer = await head.post(PAGE, **{name: text for name, text in sent.items() if name != lacking})
    assert answer.status_code == 422
    assert "Mark statements" in answer.text
    assert head.services.sent == []


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.HEAD])
async def test_it_is_for_the_head(role: Role) -> None:
    someone = Console(Services(), role)
    assert (await someone.get(PAGE)).status_code == 404
    assert (await someone.post(PAGE, id=str(new_id()), number=NUMBER, executor=OTHER)).status_code == 404
