"""Acts on time limits in the desk: offered by how a limit stands, stated in a form, refused at the field."""

import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from contracts.codelists import Names
from contracts.identifiers import new_id
from contracts.problems import Problem
from contracts.queries import proceedings as queries
from contracts.queries.deadlines import Limits, LimitView, Standing
from contracts.replies import Accepted, Rejected
from services.desk.domain.people import Role
from services.desk.pages import limits
from tests.unit.desk.conftest import Desk
from tests.unit.desk.running import NUMBER, ROW
from tests.unit.desk.test_statement_pages import view

RUNNING, EXPIRED, MET = new_id(), new_id(), new_id()
PAGE = f"/proceedings/{NUMBER}/limits"
UNTIL = {"data.until": "2026-12-04", "data.reasons": "the debtor was ill <b>", "data.day": "2026-11-19"}


def limit(occurrence: UUID, standing: Standing) -> LimitView:
    names = {"en": f"Limit {standing} <b>", "ru": "Срок", "be": "Тэрмін"}
    stated = {"number": NUMBER, "body": "0101", "limit": "voluntary-term", "names": names, "article": "Art. 360(1)"}
    days = {"starts_on": "2026-11-03", "due": "2026-11-24", "provisional": False}
    return LimitView.model_validate({**stated, **days, "standing": standing, "id": occurrence})


@pytest.fixture(autouse=True)
def known(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: Any) -> None:
        return None

    monkeypatch.setattr(limits, "record_command", nothing)
    listed = (limit(RUNNING, Standing.RUNNING), limit(EXPIRED, Standing.EXPIRED), limit(MET, Standing.MET))
    desk.services.replies |= {
        "find": queries.ProceedingRows(proceedings=(ROW,), more=False),
        "show": ROW,
        "statement": view(),
        "limits": Limits(limits=listed, more=False),
        "send": Accepted(command_id=new_id(), stream=ROW.id, version=4),
    }


async def test_a_limit_is_explained_where_the_service_explains_it(desk: Desk) -> None:
    texts = Names(en="7 working days <b>", ru="7 рабочих дней", be="7 працоўных дзён")
    explained = limit(RUNNING, Standing.RUNNING).model_copy(update={"explanation": texts})
    desk.services.replies["limits"] = Limits(limits=(explained, limit(EXPIRED, Standing.EXPIRED)), more=False)
    page = await desk.get(PAGE)
    assert page.count("<details>") == 1
    assert "<summary>How it is computed</summary>7 working days &lt;b&gt;</details>" in page
    assert desk.services.calls("limits")[-1][0].explained
    desk.client.cookies.set("__Host-lea-language", "be")
    assert "<summary>Як ён вылічаны</summary>7 працоўных дзён</details>" in await desk.get(PAGE)


async def test_what_fits_how_a_limit_stands_is_offered(desk: Desk) -> None:
    page = await desk.get(PAGE)
    offered = re.findall(rf'href="{PAGE}/([0-9a-f-]+)/([a-z-]+)"', page)
    assert offered == [
        (str(RUNNING), "extend-limit"),
        (str(RUNNING), "meet-limit"),
        (str(EXPIRED), "restore-limit"),
        (str(EXPIRED), "meet-limit"),
    ]
    assert "Limit running &lt;b&gt;" in page
    desk.person = replace(desk.person, role=Role.AUDITOR, code="petrova")
    assert "extend-limit" not in await desk.get(PAGE)


@pytest.mark.parametrize(
    ("act", "sent"),
    [
        ("extend-limit", UNTIL),
        ("restore-limit", UNTIL),
        ("meet-limit", {"data.basis": "complaint 5", "data.day": "2026-11-19"}),
    ],
)
async def test_the_command_says_what_was_typed(desk: Desk, act: str, sent: dict[str, str]) -> None:
    page = await desk.get(f"{PAGE}/{RUNNING}/{act}")
    command_id = re.findall(r'name="id" value="([^"]+)"', page)[0]
    for _ in range(2):
        answer = await desk.post(f"{PAGE}/{RUNNING}/{act}", {**sent, "id": command_id}, status=303)
        assert answer.headers["location"] == f"{PAGE}?recorded=true"
    (stream, command, day), again = desk.services.calls("send")
    assert (stream, command, day) == again
    assert (stream, day, command.type) == (ROW.id, date(2026, 11, 19), f"lea.deadlines.{act}.v1")
    assert command.occurrence == RUNNING
    assert {named["id"] for name, _, named in desk.services.asked if name == "send"} == {UUID(command_id)}
    assert desk.services.actor == "executor:0101-017"
    assert "It is recorded." in await desk.get(f"{PAGE}?recorded=true")


async def test_a_refusal_stands_at_its_field(desk: Desk) -> None:
    path, form = f"{PAGE}/{RUNNING}/extend-limit", {**UNTIL, "id": str(new_id())}
    for field, at in (("until", "until"), ("effective_date", "day"), ("reasons", "reasons")):
        problem = Problem(code="not-later", rule="r", detail="due on <b>", field=field, article="Art. 139(1)")
        desk.services.replies["send"] = Rejected(problems=(problem,))
        page = (await desk.post(path, form, status=422)).text
        assert "due on &lt;b&gt;" in page.split(f'id="problem-data.{at}"')[1]
        assert 'value="2026-12-04"' in page
    desk.services.asked.clear()
    for name in ("until", "day"):
        page = (await desk.post(path, {**form, f"data.{name}": "soon"}, status=422)).text
        assert f'id="problem-data.{name}"' in page
    assert not desk.services.calls("send")


async def test_the_limits_of_a_statement(desk: Desk) -> None:
    page = await desk.get("/statements/0101/17%2F2026/limits")
    path = f"/statements/0101/17%2F2026/limits/{EXPIRED}/restore-limit"
    assert f'href="{path}"' in page
    await desk.get(path)
    await desk.post(path, {**UNTIL, "id": str(new_id())}, status=303)
    assert desk.services.calls("send")[-1][0] == desk.services.replies["statement"].id
    assert {(asked.number, asked.body) for (asked,) in desk.services.calls("limits")} == {("17/2026", "0101")}


async def test_others_and_other_limits_are_not_there(desk: Desk) -> None:
    for path in (f"{PAGE}/{MET}/extend-limit", f"{PAGE}/{RUNNING}/publish-calendar", f"{PAGE}/{new_id()}/meet-limit"):
        await desk.get(path, status=404)
    for role, code in ((Role.EXECUTOR, "0401-018"), (Role.AUDITOR, "petrova"), (Role.OPERATOR, "petrova")):
        desk.person = replace(desk.person, role=role, code=code)
        await desk.post(f"{PAGE}/{RUNNING}/meet-limit", {**UNTIL, "id": str(new_id())}, status=404)
        await desk.get(f"/statements/0101/17%2F2026/limits/{EXPIRED}/restore-limit", status=404)
