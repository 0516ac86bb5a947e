"""Corrections in the desk: what each states, and who sees them."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from contracts.identifiers import new_id
from contracts.queries import proceedings as queries
from contracts.replies import Accepted
from services.desk.domain.people import Role
from tests.unit.desk.conftest import Desk, partly

NUMBER = "0101-2026-000017"
ENTRY, OTHER, COST = new_id(), new_id(), new_id()
PAGE = f"/proceedings/{NUMBER}/corrections/{ENTRY}"
PAPER = {"recording.paper.kind": "memo", "recording.paper.number": "17", "recording.reason": "typed twice"}


def history(**other: Any) -> queries.History:
    money = {"amount": "12.40", "currency": "933"}
    act = {
        "id": ENTRY, "act": "record-cost", "article": "Art. 401(1)", "day": "2026-11-03", "actor": "executor:0101-017",
        "recorded_at": "2026-11-03T09:00:00Z", "data": {"cost": str(COST), "kind": "sale", "sum": money},
    }  # fmt: skip
    stated = {"id": OTHER, "number": NUMBER, "acts": [act], "revisions": []}
    return queries.History.model_validate({**stated, **other})


def preview() -> queries.Preview:
    return queries.Preview(id=OTHER, number=NUMBER, version=3, outcome="accepted")


def known(desk: Desk) -> None:
    """A proceeding of the signed-in executor."""
    row = {
        "id": OTHER, "number": NUMBER, "status": "compulsory", "since": "2026-11-01", "body": "0101",
        "executor": "0101-017", "debtor": "Beta", "recoverer": "Alfa", "document": "12-1",
    }  # fmt: skip
    rows = partly(queries.ProceedingRows, proceedings=(partly(queries.ProceedingRow, **row),), more=False)
    shown = partly(queries.ProceedingView, id=OTHER)
    desk.services.replies |= {"find": rows, "history": history(), "preview": preview(), "show": shown}
    desk.services.replies["open_acts"] = partly(queries.Openings, acts=())
    desk.services.replies["send"] = Accepted(command_id=new_id(), stream=OTHER, version=4)


async def previewed(desk: Desk, kind: str, sent: dict[str, Any]) -> Any:
    """The command that a correction leads to."""
    known(desk)
    await desk.post(f"{PAGE}/{kind}/preview", {**PAPER, **sent})
    ((_, command, *_rest),) = desk.services.calls("preview")
    return command


async def test_an_entry_is_struck_with_its_paper(desk: Desk) -> None:
    command = await previewed(desk, "strike-entry", {})
    assert (command.act, command.reason, command.basis.kind, command.basis.number) == (
        ENTRY,
        "typed twice",
        "memo",
        "17",
    )


async def test_an_entry_is_corrected_as_a_whole(desk: Desk) -> None:
    known(desk)
    form = await desk.get(f"{PAGE}/correct-entry")
    assert 'name="data.sum.amount" inputmode="decimal" value="12.40"' in form
    assert 'name="day" type="date" max="2026-11-20" value="2026-11-03"' in form
    assert "another person approves" in form
    sent = {"day": "2026-11-02", "data.kind": "sale", "data.sum.amount": "14.20", "data.sum.currency": "BYN"}
    command = await previewed(desk, "correct-entry", sent)
    assert command.day.isoformat() == "2026-11-02"
    assert command.data.type == "lea.proceedings.record-cost.v1"
    assert command.data.data == {"cost": str(COST), "kind": "sale", "sum": {"amount": "14.20", "currency": "933"}}


async def test_a_slip_needs_no_paper_and_an_annulment_says_by_whom(desk: Desk) -> None:
    sent = {"data.kind": "sale", "data.sum.amount": "14.20", "data.sum.currency": "BYN", "recording.paper.kind": ""}
    assert "basis" not in (await previewed(desk, "correct-slip", sent)).model_dump()
    desk.services.asked.clear()
    command = await previewed(desk, "annul-act", {"data.by": "court", "data.since": "2026-11-05"})
    assert (command.by.value, command.since.isoformat()) == ("court", "2026-11-05")


async def test_what_is_missing_is_shown(desk: Desk) -> None:
    known(desk)
    page = (await desk.post(f"{PAGE}/strike-entry/preview", {"recording.reason": "<b>"}, status=422)).text
    assert "Nothing was recorded" in page
    assert 'value="&lt;b&gt;"' in page


async def test_a_second_person_approves_or_rejects(desk: Desk) -> None:
    proposal = {
        "id": COST, "kind": "strike-entry", "act": ENTRY, "standing": "proposed", "actor": "head:0101",
        "recorded_at": "2026-11-03T09:00:00Z", "reason": "never <b> happened",
    }  # fmt: skip
    known(desk)
    desk.services.replies["history"] = history(corrections=[proposal])
    page = await desk.get(f"/proceedings/{NUMBER}/proposals/{COST}")
    assert "never &lt;b&gt; happened" in page
    for answer, reason in (("approve", None), ("reject", "it did happen")):
        sent = {"id": str(new_id()), "reason": reason or ""}
        await desk.post(f"/proceedings/{NUMBER}/proposals/{COST}/{answer}", sent, status=303)
        _, command, _, _ = desk.services.calls("send")[-1]
        assert command.correction == COST
        assert getattr(command, "reason", None) == reason
    await desk.post(f"/proceedings/{NUMBER}/proposals/{COST}/drop", {"id": str(new_id())}, status=404)
    await desk.get(f"/proceedings/{NUMBER}/proposals/{new_id()}", status=404)


async def test_others_correct_nothing(desk: Desk) -> None:
    known(desk)
    for role, code in ((Role.EXECUTOR, "0401-018"), (Role.HEAD, "0401"), (Role.AUDITOR, "x"), (Role.OPERATOR, "x")):
        desk.person = replace(desk.person, role=role, code=code)
        await desk.get(f"{PAGE}/strike-entry", status=404)
        await desk.post(f"{PAGE}/strike-entry/record", {**PAPER, "id": str(new_id())}, status=404)
    desk.person = replace(desk.person, role=Role.HEAD, code="0101")
    await desk.get(f"{PAGE}/unknown", status=404)
    await desk.get(f"/proceedings/{NUMBER}/corrections/{UUID(int=1)}/strike-entry", status=404)
