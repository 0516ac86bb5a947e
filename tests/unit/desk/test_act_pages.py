"""The form of an act in a proceeding: papers that show conditions, order in the day, grounds."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.codelists import Names
from contracts.identifiers import new_id
from contracts.problems import Problem
from contracts.queries import proceedings as queries
from contracts.recording import Paper
from contracts.replies import Accepted
from shared.act_fields import ActFields
from shared.clerk_client import QueryRefused
from tests.unit.desk.conftest import Desk, partly
from tests.unit.desk.running import NUMBER, ROW
from tests.unit.desk.test_statement_pages import inputs

EARLIER = new_id()
MISSING = Problem(
    code="attestation-missing",
    rule="the recording says on which paper this rests",
    detail="no paper is named for third-person-owes: A third person confirms the debt and does not pay, "
    "or there is trustworthy information on it",
    field="recording.attestations",
    article="Art. 375(1)",
)
OWES = {"data.code": "third-party-levy"}


def of(act: str) -> str:
    return f"/proceedings/{NUMBER}/acts/{act}"


@pytest.fixture(autouse=True)
def known(desk: Desk) -> None:
    made = queries.ActView(
        id=EARLIER, act="record-cost", article="Art. 342(1)", day=date(2026, 11, 20), actor="executor:0101-017",
        recorded_at=datetime(2026, 11, 20, 8, tzinfo=UTC), data={},
    )  # fmt: skip
    desk.services.replies |= {
        "find": queries.ProceedingRows(proceedings=(ROW,), more=False),
        "show": ROW,
        "history": partly(queries.History, acts=(made,), corrections=()),
        "open_acts": partly(queries.Openings, acts=()),
        "preview": foreseen(),
        "send": Accepted(command_id=new_id(), stream=ROW.id, version=4),
    }


def foreseen() -> Any:
    return partly(
        queries.Preview, outcome="accepted", problems=(), irregular=(), revises_since=None, conflicts=(), statuses=None,
        measures=(), allocation=None, division=None, money=(), draft=None, version=3, outcome_digest="a" * 64,
    )  # fmt: skip


ASKED = {
    "document": "d-suspend-end-resolution",
    "notices": (
        queries.NoticeDue(
            whom=("recoverer", "debtor"),
            within=Names(en="Send <b>", ru="Направить", be="Накіраваць"),
            article="Art. 343(5)",
        ),
    ),
    "duties": (
        queries.DutyChange(duty="send-resolution-copies", opens=True, who="court-executor", article="Art. 343(5)"),
        queries.DutyChange(duty="distribute-money", opens=False, who="court-executor", whom=("recoverer",)),
    ),
    "limits_begun": (
        queries.LimitChange(
            limit="x",
            names=Names(en="Pay <i>", ru="Уплатить", be="Заплаціць"),
            article="Art. 357(1)",
            due=date(2026, 11, 27),
        ),
    ),
    "limits_ended": (
        queries.LimitChange(limit="y", names=Names(en="Sell", ru="Продать", be="Прадаць"), article="Art. 383(1)"),
    ),
}


async def test_a_preview_says_which_document_is_made_and_whom_to_notify(desk: Desk) -> None:
    sent = {"data.measure": str(new_id()), "data.until": "2026-11-30"}
    page = (await desk.post(f"{of('postpone-action')}/preview", sent)).text
    assert "Documents and notices" not in page
    assert "<h2>Duties" not in page
    desk.services.replies["preview"] = foreseen().model_copy(update=ASKED)
    page = (await desk.post(f"{of('postpone-action')}/preview", sent)).text
    document = desk.app.state.acts.rule_set.document("d-suspend-end-resolution").name.en
    assert f"<li>Document: {document}" in page
    assert "<li>To notify: Recoverer, Debtor – Send &lt;b&gt; (Art.\N{NO-BREAK SPACE}343(5))</li>" in page
    assert page.index("Opens: ") < page.index("Closes: ")
    assert "<li>Begins: Pay &lt;i&gt;, 27 November 2026 (Art.\N{NO-BREAK SPACE}357(1))</li>" in page
    assert "<li>Ends where it runs: Sell (Art." in page
    desk.client.cookies.set("__Host-lea-language", "ru")
    assert (
        "Известить: Взыскатель, Должник – Направить" in (await desk.post(f"{of('postpone-action')}/preview", sent)).text
    )


async def test_the_draft_of_the_document_is_opened_from_the_preview(desk: Desk) -> None:
    sent = {"data.measure": str(new_id()), "data.until": "2026-11-30"}
    page = (await desk.post(f"{of('postpone-action')}/preview", sent)).text
    assert "Open the draft" not in page, "it is not made here"
    desk.services.replies["preview"] = foreseen().model_copy(update={"draft": True})
    page = (await desk.post(f"{of('postpone-action')}/preview", sent)).text
    assert f'formaction="{of("postpone-action")}/draft"' in page
    desk.services.replies["draft"] = queries.Draft(kind="x", language="ru", content="JVBERg==")
    again = {name: values[-1] for name, values in inputs(page).items() if name != "csrf_token"}
    answer = await desk.post(f"{of('postpone-action')}/draft", again)
    assert (answer.content, answer.headers["content-type"]) == (b"%PDF", "application/pdf")
    assert answer.headers["cache-control"] == "no-store"
    number, command, day, _ = desk.services.calls("draft")[-1]
    assert (number, str(command.measure), day) == (NUMBER, sent["data.measure"], date(2026, 11, 20))
    assert desk.services.calls("send") == []


async def test_a_draft_that_is_refused_shows_the_form_with_the_reason(desk: Desk) -> None:
    desk.services.replies["draft"] = QueryRefused((MISSING,))
    page = (await desk.post(f"{of('add-measure')}/draft", OWES, status=422)).text
    assert 'id="problem-recording.attestations.0.paper"' in page


def recording(desk: Desk, call: str = "preview") -> Any:
    return desk.services.calls(call)[-1][3]


async def test_a_row_for_the_paper_that_an_act_always_needs(desk: Desk) -> None:
    page = await desk.get(of("postpone-action"))
    assert '<option value="circumstances-obstruct" selected>' in page
    assert 'name="recording.attestations.0.paper.kind"' in page


async def test_the_paper_that_shows_a_condition_is_stated(desk: Desk) -> None:
    shown = {
        "recording.attestations.0.condition": "circumstances-obstruct",
        "recording.attestations.0.paper.kind": "medical-certificate",
        "recording.attestations.0.paper.number": "5/17",
        "recording.attestations.0.paper.dated": "2026-11-19",
        "recording.attestations.0.paper.author": "Clinic <b>",
    }
    sent = {"data.measure": str(new_id()), "data.until": "2026-11-30", "day": "2026-11-20"}
    page = (await desk.post(f"{of('postpone-action')}/preview", {**sent, **shown})).text
    (attested,) = recording(desk).attestations
    paper = Paper(kind="medical-certificate", number="5/17", dated=date(2026, 11, 19), author="Clinic <b>")
    assert (attested.condition, attested.paper) == ("circumstances-obstruct", paper)

    again = {name: values[-1] for name, values in inputs(page).items() if name != "csrf_token"}
    await desk.post(f"{of('postpone-action')}/record", again, status=303)
    assert recording(desk, "send").attestations == (attested,)


async def test_a_proposed_row_may_stay_empty(desk: Desk) -> None:
    sent = {"data.measure": str(new_id()), "data.until": "2026-11-30"}
    proposed = {"recording.attestations.0.condition": "circumstances-obstruct"}
    await desk.post(f"{of('postpone-action')}/preview", {**sent, **proposed})
    assert recording(desk) is None


async def test_a_paper_without_a_date_or_an_author_is_of_the_day_and_the_person(desk: Desk) -> None:
    shown = {
        "recording.attestations.3.condition": "third-person-owes",
        "recording.attestations.3.paper.kind": "letter",
        "recording.paper.kind": "resolution",
    }
    await desk.post(f"{of('add-measure')}/preview", {**OWES, **shown, "day": "2026-11-19"})
    stated = recording(desk)
    by_default = (date(2026, 11, 19), "executor:0101-017")
    assert [(each.dated, each.author) for each in (stated.paper, stated.attestations[0].paper)] == [by_default] * 2


async def test_a_refusal_adds_the_row_and_stands_at_it(desk: Desk) -> None:
    desk.services.replies["preview"] = QueryRefused((MISSING,))
    page = (await desk.post(f"{of('add-measure')}/preview", OWES, status=422)).text
    assert '<option value="third-person-owes" selected>' in page
    assert 'id="problem-recording.attestations.0.paper"' in page
    assert 'href="#recording.attestations.0.paper"' in page
    desk.client.cookies.set("__Host-lea-language", "ru")
    russian = (await desk.post(f"{of('add-measure')}/preview", OWES, status=422)).text
    assert "не указан документ для условия «Третье лицо признает долг" in russian
    assert "A third person" not in russian
    assert "wage-levy-allowed" not in page, "of other measures"
    more = {**OWES, "recording.attestations.0.condition": "voluntary-term-over", "add": "recording.attestations"}
    assert 'name="recording.attestations.1.condition"' in (await desk.post(f"{of('add-measure')}/preview", more)).text


async def test_what_is_wrong_with_a_paper_stands_at_its_input(desk: Desk) -> None:
    wrong = {
        "recording.attestations.0.condition": "third-person-owes",
        "recording.attestations.1.paper.kind": "letter",
        "recording.paper.dated": "soon",
    }
    page = (await desk.post(f"{of('add-measure')}/preview", {**OWES, **wrong}, status=422)).text
    for field in ("attestations.0.paper", "attestations.1.condition", "paper.kind", "paper.dated"):
        assert f'id="problem-recording.{field}"' in page, field
    assert not desk.services.calls("preview")


async def test_the_place_of_an_act_in_its_day_is_stated(desk: Desk) -> None:
    page = await desk.get(of("name-successor"))
    assert f'<option value="{EARLIER}"' in page.split('id="recording.after"')[1]
    order = {"recording.after": str(EARLIER), "recording.at": "2026-11-20T09:30"}
    sent = {"data.sum.amount": "5.00", "data.sum.currency": "BYN", "data.kind": "sale", "day": "2026-11-20"}
    await desk.post(f"{of('record-cost')}/preview", {**sent, **order})
    stated = recording(desk)
    assert (stated.after, stated.at) == (EARLIER, datetime(2026, 11, 20, 6, 30, tzinfo=UTC))


@pytest.mark.parametrize(("act", "asked"), [("name-successor", True), ("suspend-proceeding", False)])
async def test_the_day_of_a_decision_is_asked_where_it_takes_effect_later(desk: Desk, act: str, asked: bool) -> None:
    assert ('name="recording.decided_on"' in await desk.get(of(act))) is asked


async def test_a_field_says_what_is_meant_where_the_contract_does(desk: Desk) -> None:
    meaning = "Who has paid it: the budget for the body"
    assert f'id="hint-data.fund">{meaning}' in await desk.get(of("record-cost"))
    desk.client.cookies.set("__Host-lea-language", "be")
    assert meaning not in await desk.get(of("record-cost")), "the contracts have English alone"


def ground(code: str, *problems: Problem) -> queries.GroundOpening:
    return queries.GroundOpening(ground=code, article="Art. 363(1) ind. 2", problems=problems)


async def test_the_grounds_that_are_there_come_first_and_the_others_say_why_not(desk: Desk) -> None:
    why = Problem(code="x", rule="r", detail="nobody <b> died", article="Art. 363(1) ind. 3")
    opening = queries.Opening(
        act="suspend-proceeding", article="Art. 363(1)", by=("court-executor",), open=True,
        grounds=(ground("suspend-party-died", why), ground("suspend-document-contested")),
    )  # fmt: skip
    desk.services.replies["open_acts"] = partly(queries.Openings, acts=(opening,))
    page = await desk.get(of("suspend-proceeding"))
    select = page.split('name="data.ground"')[1].split("</select>")[0]
    assert re.findall('option value="([a-z-]+)"', select) == ["suspend-document-contested", "suspend-party-died"]
    assert "nobody &lt;b&gt; died" in page
    assert "ind. 3" in page.replace("\N{NO-BREAK SPACE}", " ")


async def test_every_form_is_small_with_a_long_history(desk: Desk, acts: ActFields) -> None:
    desk.client.cookies.set("__Host-lea-language", "be")
    (one,) = desk.services.replies["history"].acts
    long = tuple(one.model_copy(update={"id": new_id(), "act": "hand-to-trading-organization"}) for _ in range(40))
    desk.services.replies["history"] = partly(queries.History, acts=long, corrections=())
    for act in acts.rows:
        if acts.service_of(act) == "proceedings":
            await desk.get(of(act))


async def test_a_link_fills_the_form_in_and_nothing_else(desk: Desk) -> None:
    linked = "data.payable=costs-payable&data.sum.amount=12.40&data.sum.currency=933&data.x=%3Cscript%3E&day=2020-01-01"
    page = await desk.get(f"{of('order-payout')}?{linked}")
    assert 'value="costs-payable" selected' in page
    assert 'name="data.sum.amount" value="12.40"' in page or 'value="12.40"' in page
    assert "script&gt;" not in page
    assert "2020-01-01" not in page
    assert desk.services.calls("send") == []
