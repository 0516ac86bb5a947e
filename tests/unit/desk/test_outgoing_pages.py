"""The dispatch list of a day: what a body sent, to print and to sign."""

import csv
from dataclasses import replace
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest

from contracts.identifiers import new_id
from contracts.queries.intake import StatementTask, StatementTasks
from contracts.queries.outgoing import ListOutgoing, ListStatementOutgoing, Outgoing, OutgoingView
from contracts.queries.proceedings import Duties, DutyView
from services.desk.domain.people import Role
from services.desk.rendering import Pages
from shared.law.names import LANGUAGES
from tests.unit.desk.conftest import Desk
from tests.unit.desk.running import NUMBER, Services, Trail, headers, interface

_PAGES = ("/copies/day", "/copies/day/print", "/copies/day.csv")
STATEMENT = "17/<2026>"


def paper(number: str = NUMBER, **fields: Any) -> OutgoingView:
    stated = {
        "number": number, "body": "0101", "act": new_id(), "name": "send-paper", "recipient": "debtor",
        "sent_on": "2026-11-19",
    }  # fmt: skip
    return OutgoingView.model_validate({**stated, **fields})


MARK = {"kind": "postal-receipt", "number": "=RR17BY", "dated": "2026-11-19", "author": "Belpochta"}
RECEIPT = {"kind": "notice-of-delivery", "dated": "2026-11-20", "author": "Belpochta"}
DUE = DutyView.model_validate(
    {
        "proceeding": new_id(), "number": NUMBER, "body": "0101", "executor": "0101-017", "who": "court-executor",
        "duty": "send-resolution-copies", "act": new_id(), "opened_on": "2026-11-18", "article": "Art. 343(5)",
    }
)  # fmt: skip
TASK = StatementTask(
    statement=new_id(), registration_number="18/2026", body="0101", duty="send-decision-copies", who="court-executor",
    act=new_id(), opened_on=DUE.opened_on, article="Art. 359(3)", whom=("recoverer",),
)  # fmt: skip
COPY = paper(
    name="send-resolution-copies", what="resolution", about="terminate-proceeding", resolution="0101-2026/7",
    delivered_on="2026-11-20", method="registered-mail", mark=MARK, receipt=RECEIPT,
)  # fmt: skip
BACK = paper(what="summons", recipient="founder", method="courier", came_back_on="2026-11-20")
REFUSAL = paper(STATEMENT, name="send-decision-copies", what="resolution", about="decide-on-statement")


@pytest.fixture
def asked(desk: Desk) -> list[ListOutgoing]:
    """What is asked for; papers of proceedings have a next page."""
    queries: list[ListOutgoing] = []

    def listed(query: ListOutgoing) -> Outgoing:
        queries.append(query)
        if isinstance(query, ListStatementOutgoing):
            return Outgoing(papers=(REFUSAL,), more=False)
        return Outgoing(papers=(COPY, BACK) if query.after is None else (BACK,), more=query.after is None)

    desk.services.replies |= {
        "outgoing": listed,
        "duties": Duties(duties=(DUE,), more=False),
        "statement_tasks": StatementTasks(tasks=(TASK,), more=False),
    }
    desk.app.state.pool = Trail()
    return queries


async def test_what_went_out_on_a_day_is_listed_to_be_signed(desk: Desk, asked: list[ListOutgoing]) -> None:
    page = await desk.get("/copies/day?day=2026-11-19")
    for text in (
        "Dispatch list, 19 November 2026", "0101-2026/7", "Termination", "founder", "registered mail",
        "<td>20 November 2026", "came back 20 November 2026", "Handed over, signature",
        "Received by (name, signature, day)", "=RR17BY, 19 November 2026", "(notice-of-delivery, 20 November 2026)",
    ):  # fmt: skip
        assert text in page, text
    assert "Still to be sent" not in page, "that is known of today alone"
    assert 'href="/statements/0101/17%2F%3C2026%3E">17/&lt;2026&gt;' in page
    assert {(each.body, str(each.day), each.executor) for each in asked} == {("0101", "2026-11-19", "0101-017")}
    assert {type(each) for each in asked} == {ListOutgoing, ListStatementOutgoing}


async def test_an_executor_asks_for_his_own_first_and_others_for_the_body(
    desk: Desk, asked: list[ListOutgoing]
) -> None:
    for query, executor in (
        ("", "0101-017"), ("?executor=", None), ("?executor=0101-018", "0101-018"), ("?executor=0101-044", "0101-044"),
    ):  # fmt: skip
        page = await desk.get(f"/copies/day{query}")
        assert f'<option value="{executor or ""}"' in page
        assert [each.executor for each in asked[-2:]] == [executor] * 2
    desk.person = replace(desk.person, role=Role.REGISTRAR, code="0101-001")
    page = await desk.get("/copies/day?day=<b>")
    assert {(str(each.day), each.executor) for each in asked[-2:]} == {("2026-11-20", None)}


async def test_what_is_of_another_body_is_not_shown(desk: Desk, asked: list[ListOutgoing]) -> None:
    for executor in ("0401-001", "0101", "0101-0177", "<b>", "0101-" + "\N{ARABIC-INDIC DIGIT ONE}" * 3):
        for page in _PAGES:
            await desk.get(f"{page}?{urlencode({'executor': executor})}", status=404)
    assert asked == []


async def test_of_today_it_is_shown_what_has_still_to_be_sent(desk: Desk, asked: list[ListOutgoing]) -> None:
    page = await desk.get("/copies/day?executor=0101-018")
    for text in ("Still to be sent in proceedings", "18 November 2026", "Art.\N{NO-BREAK SPACE}343(5)", "18/2026"):
        assert text in page, text
    [[duties]], [[tasks]] = desk.services.calls("duties"), desk.services.calls("statement_tasks")
    assert (duties.body, duties.executor) == (tasks.body, tasks.executor) == ("0101", "0101-018")
    await desk.get("/copies/day?day=2026-11-19")
    assert len(desk.services.calls("duties")) == 1


async def test_the_whole_list_is_printed_and_saved(desk: Desk, asked: list[ListOutgoing]) -> None:
    page = await desk.get("/copies/day/print?day=2026-11-20")
    assert page.count("came back 20 November 2026") == 2, "on both pages of the list"
    assert "<form" not in page.partition("<main")[2]
    answer = await desk.client.get("/copies/day.csv?day=2026-11-20")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="0101-outgoing-0101-017-2026-11-20.csv"'
    rows = list(csv.DictReader(StringIO(answer.text)))
    assert [(each["number"], each["recipient"], each["sent_on"], each["due_since"]) for each in rows] == [
        (NUMBER, "debtor", "2026-11-19", ""),
        (NUMBER, "founder", "2026-11-19", ""),
        (NUMBER, "founder", "2026-11-19", ""),
        (STATEMENT, "debtor", "2026-11-19", ""),
        (NUMBER, "recoverer", "", "2026-11-18"),
        (NUMBER, "debtor", "", "2026-11-18"),
        ("18/2026", "recoverer", "", "2026-11-18"),
    ]
    # A spreadsheet would read this sign as a formula.
    assert [rows[0][each] for each in ("mark_number", "mark_dated", "receipt_number", "receipt_dated")] == [
        "'=RR17BY", "2026-11-19", "", "2026-11-20",
    ]  # fmt: skip


async def test_the_list_has_pages(desk: Desk, asked: list[ListOutgoing]) -> None:
    page = await desk.get("/copies/day?day=2026-11-19")
    [address] = [each.split('"')[0] for each in page.split('href="')[1:] if 'rel="next"' in each.split(">")[0]]
    following = await desk.get(address.replace("&amp;", "&"))
    assert "0101-2026/7" not in following
    key = asked[-2].after or asked[-1].after
    assert key is not None
    assert (key.number, key.act, key.recipient) == (NUMBER, BACK.act, "founder")


async def test_it_is_for_people_who_send_papers(desk: Desk, asked: list[ListOutgoing]) -> None:
    for role, code in ((Role.AUDITOR, "x"), (Role.OPERATOR, "x"), (Role.ACCOUNTANT, "0101")):
        desk.person = replace(desk.person, role=role, code=code)
        for page in _PAGES:
            await desk.get(page, status=404)
    assert asked == []


async def test_programs_get_the_same_in_pages() -> None:
    class Sent(Services):
        asked: list[ListOutgoing] = []  # noqa: RUF012 - of this test alone

        async def outgoing(self, query: ListOutgoing) -> Outgoing:
            self.asked.append(query)
            return Outgoing(papers=(COPY,), more=query.after is None)

    services = Sent()
    async with interface(services) as client:
        for path, query in (("/outgoing", ListOutgoing), ("/outgoing/statements", ListStatementOutgoing)):
            answer = await client.get(f"{path}?day=2026-11-19", headers=headers("registrar:read"))
            assert answer.json()["papers"][0]["resolution"] == "0101-2026/7"
            assert type(services.asked[-1]) is query
            assert services.asked[-1].body == "0101"
            following = answer.links["next"]["url"]
            assert "link" not in (await client.get(following, headers=headers("registrar:read"))).headers
        for token, status in (("auditor:read", 404), ("accountant:read", 404), (None, 401)):
            assert (await client.get("/outgoing?day=2026-11-19", headers=headers(token))).status_code == status
        assert (await client.get("/outgoing", headers=headers("registrar:read"))).status_code == 422


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paper_and_recipient_has_a_name(pages: Pages, language: Any) -> None:
    environment = pages.template("outgoing.html", language).environment
    what = ("resolution", "notice", "summons", "request", "execution-document", "other")
    for code in what:
        assert environment.filters["value"](code, "what") != code or language == "en", code
    for recipient in (
        "debtor",
        "founder",
        "other",
        "participant",
        "employer",
        "registration-body",
        "signatory",
        "issuing-body",
    ):
        assert environment.filters["recipient"](recipient) != recipient or language == "en", recipient
    for way in ("registered-mail", "handed-over", "electronic", "deemed", "post", "by-hand", "courier"):
        assert environment.filters["value"](way, "way") != way or language == "en", way
