"""The page on which the head of a body appoints substitutes."""

import re
from uuid import UUID

import pytest

from contracts.problems import Problem
from contracts.replies import Rejected
from tests.unit.desk.running import EXECUTOR, OTHER, Services, desk

PAGE = "/body/substitutes"
FORM = {"executor": EXECUTOR, "substitute": OTHER, "since": "2026-11-23", "until": "2026-12-04", "reason": "leave"}


def _hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))


async def test_a_substitute_is_appointed_once_however_often_the_form_is_sent() -> None:
    services = Services()
    async with desk(services, "head:0101") as client:
        page = (await client.get(PAGE)).text
        assert f"{OTHER} =Petrov" in page
        sent = {**_hidden(page), **FORM}
        for _ in range(2):
            assert (await client.post(PAGE, data=sent)).status_code in (200, 303)
        assert (await client.post(PAGE, data={**sent, "csrf_token": ""})).status_code == 403
    (actor, command, first), (*_, second) = services.sent
    assert (actor, command.body, command.executor, command.substitute) == ("head:0101", "0101", EXECUTOR, OTHER)
    assert first == second == command.substitution


async def test_one_is_ended_earlier() -> None:
    services = Services()
    async with desk(services, "head:0101") as client:
        hidden = _hidden((await client.get(PAGE)).text)
        assert (
            await client.post(f"{PAGE}/{UUID(int=344)}/end", data={**hidden, "until": "2026-11-06"})
        ).status_code == 303
    [(_, command, _)] = services.sent
    assert (command.type, command.substitution) == ("lea.proceedings.end-substitution.v1", UUID(int=344))


async def test_what_is_refused_is_said_with_its_rule_and_what_was_typed_stays() -> None:
    problem = Problem(code="substitution-over", rule="a rule", detail="it is over", article="Art. 344(3)")
    async with desk(Services(Rejected(problems=(problem,))), "head:0101") as client:
        hidden = _hidden((await client.get(PAGE)).text)
        answer = await client.post(PAGE, data={**hidden, **FORM})
        assert answer.status_code == 422
        assert "Art.\N{NO-BREAK SPACE}344(3)" in answer.text
        assert "it is over" in answer.text
        assert 'value="2026-12-04"' in answer.text
        unread = await client.post(PAGE, data={**hidden, **FORM, "until": "soon"})
        assert unread.status_code == 422


@pytest.mark.parametrize("person", ["executor:0101-017", "registrar:0101-001", "auditor:petrova", "operator:petrova"])
async def test_the_page_is_for_the_head_alone(person: str) -> None:
    services = Services()
    async with desk(services, person) as client:
        assert (await client.get(PAGE)).status_code == 404
        assert (await client.post(PAGE, data=FORM)).status_code in (403, 404)
    assert services.sent == []
