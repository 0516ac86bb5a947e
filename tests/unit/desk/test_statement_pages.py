"""Registering, assessing and deciding a statement in the desk."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import httpx

from contracts.identifiers import derived_id, new_id
from contracts.problems import Problem
from contracts.queries import intake
from contracts.replies import Accepted, Rejected
from services.desk.domain.people import Role
from services.desk.inputs.typed import typed_from
from services.desk.inputs.widgets import widgets_of
from shared.clerk_client import QueryRefused
from tests.unit.desk.conftest import Desk
from tests.unit.desk.statements import DOCUMENT, PARTY, STATEMENT

REGISTER = "/statements/acts/register-statement"
NUMBER = "/statements/0101/17/2026"
STREAM = new_id()
UNKNOWN = QueryRefused((Problem(code="unknown", rule="r", detail="d"),))


def assessment(**other: Any) -> intake.AssessmentView:
    text = {"en": "no <b>seal</b>", "ru": "нет печати", "be": "няма пячаткі"}
    found = {"ground": "refuse-form", "article": "Art. 358(1) ind. 5", "proposal": "refuse", "text": text}
    limit = {
        "limit": "presentation", "article": "Art. 337(1)", "rule_set": "epc-2021", "start": "2026-10-01",
        "due": "2027-03-01", "provisional": False, "presented_on": "2026-11-03", "in_time": True,
    }  # fmt: skip
    stated = {"day": "2026-11-20", "proposal": "refuse", "findings": [found], "presentation": limit}
    return intake.AssessmentView.model_validate({**stated, **other})


UNFIT = Problem(code="actor-unfit", rule="r", detail="none of <b>", field="actor", article="Art. 356(1)")


def opening(act: str, *problems: Problem, recordable: bool = True) -> dict[str, Any]:
    stated = {"act": act, "article": "Art. 356(1)", "by": ["court-executor"], "open": not problems}
    return {**stated, "problems": [each.model_dump() for each in problems], "recordable": recordable}


OPEN = [opening(act) for act in ("establish-document-history", "assess-statement", "decide-on-statement")]


def view(**other: Any) -> intake.StatementView:
    identified = {**PARTY, "identifier": {"kind": "unp", "value": "100582333"}}
    claim = {"number": 1, "type": "principal-debt", "sum": {"amount": "30.00", "currency": "933"}}
    stated = {
        "id": STREAM, "body": "0101", "registration_number": "17/2026", "version": 1, "status": "registered",
        "received_on": "2026-11-03", "recoverer": identified, "debtor": identified, "document": DOCUMENT,
        "claims": [claim], "contents": {}, "acts": [], "openings": OPEN,
    }  # fmt: skip
    return intake.StatementView.model_validate({**stated, **other})


def foreseen(**other: Any) -> intake.StatementPreview:
    stated = {"id": STREAM, "version": 0, "outcome": "accepted", "after": "registered"}
    return intake.StatementPreview.model_validate({**stated, **other})


def inputs(page: str) -> dict[str, list[str]]:
    """The hidden inputs of the form that records."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(value.replace("&lt;", "<").replace("&gt;", ">"))
    return found


async def test_a_pasted_statement_is_registered(desk: Desk) -> None:
    form = (await desk.post("/statements/import", {"text": json.dumps(STATEMENT)})).text
    assert 'value="12-1/2026"' in form
    assert "Alfa &lt;b&gt;" in form
    assert 'name="data.claims.0.payments.1.due_on" type="date" value="2026-11-01"' in form
    assert "data.body" not in form, "a person registers in his body alone"

    typed = typed_from(widgets_of(desk.app.state.acts, "register-statement"), STATEMENT)
    desk.services.replies["preview_on_statement"] = foreseen(expected=assessment().model_dump(mode="json"))
    page = (await desk.post(f"{REGISTER}/preview", {**typed, "day": "2026-11-03"})).text
    assert "Assessed today, this would be found" in page
    assert "no &lt;b&gt;seal&lt;/b&gt;" in page
    hidden = inputs(page)
    assert hidden["data.claims.1.sum.currency"] == ["USD"]

    desk.services.replies["send"] = Accepted(command_id=new_id(), stream=STREAM, version=1)
    sent = {name: values[-1] if len(values) == 1 else values for name, values in hidden.items()}
    answer = await desk.post(f"{REGISTER}/record", {**sent, "csrf_token": desk.token}, status=303)
    assert answer.headers["location"].startswith("/statements/0101/17%2F2026?recorded=")
    ((stream, command, day, recording),) = desk.services.calls("send")
    assert stream == derived_id(UUID(hidden["id"][0]), "statement")
    assert (command.body, day, recording) == ("0101", date(2026, 11, 3), None)
    assert [claim.number for claim in command.claims] == [1, 2]
    assert command.contents.lacks == ("debtor-accounts", "recoverer-contacts")
    assert desk.services.actor == "executor:0101-017"


async def test_what_is_no_statement_is_shown_as_text(desk: Desk) -> None:
    for text in ("<script>", "[" * 10_000, "a: b: c", "- 1", "a: &x [1]\nb: *x", "x" * 200_000):
        answer = await desk.post("/statements/import", {"text": text}, status=422)
        assert "neither JSON nor YAML" in answer.text
        assert "<script>" not in answer.text
    page = (await desk.post("/statements/import", {"text": "colour: <i>"}, status=422)).text
    assert "<code>colour</code>" in page


async def test_errors_are_at_their_fields(desk: Desk) -> None:
    page = (await desk.post(f"{REGISTER}/preview", {"data.claims.0.sum.amount": "much"}, status=422)).text
    assert 'id="problem-data.claims.0.sum"' in page
    assert 'value="much"' in page
    again = (await desk.post(f"{REGISTER}/preview", {"data.claims.0.sum.amount": "1", "add": "data.claims"})).text
    assert 'name="data.claims.1.type"' in again
    assert "Nothing was recorded" not in again


async def test_a_statement_says_what_is_missing_and_what_comes_next(desk: Desk) -> None:
    desk.services.replies["statement"] = view(expected=assessment().model_dump(mode="json"))
    page = await desk.get(NUMBER)
    assert "no &lt;b&gt;seal&lt;/b&gt;" in page
    assert "Assessed today, this would be found" in page
    assert f'href="{NUMBER.replace("17/2026", "17%2F2026")}/acts/assess-statement"' in page


async def test_the_decision_is_proposed_as_it_was_assessed(desk: Desk) -> None:
    desk.services.replies["statement"] = view(status="assessed", assessment=assessment().model_dump(mode="json"))
    page = await desk.get(f"{NUMBER}/acts/decide-on-statement")
    assert '<option value="refuse" selected>' in page
    assert "Art. 358(1) ind. 5: no &lt;b&gt;seal&lt;/b&gt;" in page
    assert 'name="data.executor.id" type="text" value="0101-017"' in page


async def test_a_statement_offers_what_the_person_can_do_and_says_of_the_rest_why_not(desk: Desk) -> None:
    desk.person = replace(desk.person, role=Role.REGISTRAR, code="0101-003")
    closed = opening("decide-on-statement", UNFIT), opening("send-decision-copies", UNFIT, recordable=False)
    desk.services.replies["statement"] = view(status="assessed", openings=[opening("receive-decision-copy"), *closed])
    page = await desk.get(NUMBER)
    offered, rest = page.split("What you cannot do today, and why")
    assert "acts/receive-decision-copy" in offered
    assert "acts/decide-on-statement" not in offered, "neither as the next step nor in the list"
    assert "acts/decide-on-statement" in rest, "recorded from its paper"
    assert "send-decision-copies" not in rest
    assert rest.count("none of &lt;b&gt;") == 2
    assert "356(1)" in rest


async def test_what_the_person_cannot_do_is_recorded_from_its_paper(desk: Desk) -> None:
    desk.services.replies["statement"] = view(openings=[opening("assess-statement", UNFIT)])
    page = await desk.get(f"{NUMBER}/acts/assess-statement")
    assert "You cannot do it today" in page
    assert "none of &lt;b&gt;" in page
    assert "<details open>" in page


async def test_what_the_person_cannot_even_record_has_no_form(desk: Desk) -> None:
    desk.services.replies["statement"] = view(openings=[opening("assess-statement", UNFIT, recordable=False)])
    for act in ("assess-statement", "register-statement", "no-such-act"):
        await desk.get(f"{NUMBER}/acts/{act}", status=httpx.codes.NOT_FOUND)
    await desk.post(f"{NUMBER}/acts/assess-statement/record", {"id": str(new_id())}, status=httpx.codes.NOT_FOUND)


async def test_a_refusal_leaves_the_form_as_it_was(desk: Desk) -> None:
    problem = Problem(code="x", rule="r", detail="It is too late", field="evidence", article="Art. 358(1)")
    desk.services.replies |= {"statement": view(), "send": Rejected(problems=(problem,))}
    period = {"data.suspensions.0.since": "2026-10-03", "data.suspensions.0.until": "2026-10-05"}
    sent = {**period, "data.evidence": "letter 5", "id": str(new_id()), "day": "2026-11-03"}
    page = (await desk.post(f"{NUMBER}/acts/establish-document-history/record", sent, status=422)).text
    assert "It is too late" in page
    assert 'value="letter 5"' in page


async def test_statements_of_others_are_not_there(desk: Desk) -> None:
    desk.services.replies["statement"] = view()
    desk.services.replies["preview_on_statement"] = foreseen()
    for role, code in ((Role.HEAD, "0401"), (Role.OPERATOR, "petrova"), (Role.ACCOUNTANT, "0101")):
        desk.person = replace(desk.person, role=role, code=code)
        await desk.get(NUMBER, status=httpx.codes.NOT_FOUND)
        await desk.get(f"{NUMBER}/acts/decide-on-statement", status=httpx.codes.NOT_FOUND)
        await desk.post(f"{NUMBER}/acts/assess-statement/record", {"id": str(new_id())}, status=404)
    desk.person = replace(desk.person, role=Role.AUDITOR, code="petrova")
    assert "/acts/" not in await desk.get(NUMBER)
    await desk.post(f"{REGISTER}/record", {"id": str(new_id())}, status=httpx.codes.NOT_FOUND)
    desk.person = replace(desk.person, role=Role.EXECUTOR, code="0101-017")
    desk.services.replies["statement"] = UNKNOWN
    await desk.get(NUMBER, status=httpx.codes.NOT_FOUND)
    assert "registered no statement" in await desk.get("/statements?q=17/2026")


async def test_the_document_of_a_refusal(desk: Desk) -> None:
    pdf = {
        "language": "ru", "translation": False, "sha256": "ab" * 32, "size": 5, "rendered_at": "2026-11-20T09:00:00Z",
    }  # fmt: skip
    made = {"act": new_id(), "kind": "d-refusal-resolution", "made_on": "2026-11-20"}
    resolutions = [
        {**made, "number": "0101-2026/S1", "documents": [pdf]},
        {**made, "number": "0101-2026/S2", "documents": []},
    ]
    desk.services.replies["statement"] = shown = view(resolutions=resolutions)
    page = await desk.get(NUMBER)
    assert 'href="/statements/0101/17%2F2026/documents/0101-2026/S1"' in page
    assert "0101-2026/S2 (on its way)" in page
    desk.services.replies["statement_document"] = intake.StatementDocument(
        body="0101", registration_number="17/2026", resolution=shown.resolutions[0],
        document=shown.resolutions[0].documents[0], content=b64encode(b"%PDF-").decode(),
    )  # fmt: skip
    answer = await desk.client.get("/statements/0101/17%2F2026/documents/0101-2026/S1")
    assert (answer.content, answer.headers["content-type"]) == (b"%PDF-", "application/pdf")
    assert answer.headers["content-disposition"] == 'inline; filename="0101-2026-S1.pdf"'
    for other in ("0101-2026/S2", "0101-2026/S3"):
        await desk.get(f"/statements/0101/17%2F2026/documents/{other}", status=404)
    desk.person = replace(desk.person, code="0401-017")
    await desk.get("/statements/0101/17%2F2026/documents/0101-2026/S1", status=404)
